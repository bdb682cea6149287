// SPDX-License-Identifier: Apache-2.0

/// How long the broker itself takes, in microseconds.
public struct LatenciesDocument: Codable, Hashable, Sendable {
    /// From a contact's arrival to its offer, when an agent was free.
    public var enqueueToOffer: LatencyDocument
    /// From an append to its acknowledgement.
    public var commit: LatencyDocument

    /// Puts a document together.
    public init(enqueueToOffer: LatencyDocument, commit: LatencyDocument) {
        self.enqueueToOffer = enqueueToOffer
        self.commit = commit
    }
}
