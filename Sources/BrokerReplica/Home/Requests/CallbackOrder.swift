// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// A caller who hangs up and wants to be called.
public struct CallbackOrder: Sendable {
    /// The contact.
    public var id: ContactID
    /// Pool time before which nobody is to call; nil, or past, for as soon as its turn comes.
    public var notBefore: PoolInstant?
    /// Whether its place is that of the instant it is due, instead of the one it has.
    public var atTime: Bool
    /// The slot of its topic's appointments that is wanted, instead of `notBefore`.
    public var slotAt: PoolInstant?
    /// Where to call, sealed; nil where the caller was.
    public var address: SealedCaller?

    /// An order.
    public init(id: ContactID, notBefore: PoolInstant?, atTime: Bool, address: SealedCaller?) {
        self.id = id
        self.notBefore = notBefore
        self.atTime = atTime
        self.address = address
    }
}
