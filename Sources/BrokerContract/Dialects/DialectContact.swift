// SPDX-License-Identifier: Apache-2.0

/// What was heard of a contact so far.
public struct DialectContact: Hashable, Sendable {
    /// The contact.
    public let id: String
    /// What it waits for, or was served for.
    public internal(set) var topic: String
    /// When it came into the line, in milliseconds since 1970; when it was first heard of, if that was later.
    public internal(set) var enteredAt: Int
    /// Its position then, from 1; 0 if nobody said.
    public internal(set) var firstPosition: Int
    /// Its position last told.
    public internal(set) var position: Int
    /// Whom it was offered to last.
    public internal(set) var agent: String?
    /// The offer.
    public internal(set) var offer: String?
    /// When it was offered.
    public internal(set) var offeredAt: Int?
    /// When it was connected.
    public internal(set) var connectedAt: Int?
    /// All whom it rings, the latest last.
    var open: [DialectOffer] = []
    var version: Int

    /// The same, with one of those whom it rings.
    func with(_ offer: DialectOffer?) -> DialectContact {
        var contact = self
        contact.agent = offer?.agent
        contact.offer = offer?.offer
        contact.offeredAt = offer?.at
        return contact
    }

    /// Milliseconds in line: until it was connected, or until an instant.
    func waitedMs(at now: Int) -> Int { max(0, (connectedAt ?? now) - enteredAt) }

    /// Milliseconds that it rang: until it was connected, or until an instant.
    func rangMs(at now: Int) -> Int { offeredAt.map { max(0, (connectedAt ?? now) - $0) } ?? 0 }

    /// Milliseconds of conversation until an instant.
    func talkedMs(at now: Int) -> Int { connectedAt.map { max(0, now - $0) } ?? 0 }
}
