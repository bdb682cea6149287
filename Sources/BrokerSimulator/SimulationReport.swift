// SPDX-License-Identifier: Apache-2.0

/// What one seed showed.
public struct SimulationReport: Sendable {
    /// The seed.
    public let seed: UInt64
    /// Virtual minutes.
    public let minutes: Int
    /// 64 bits of everything that happened: equal seeds of one build give equal hashes on any machine.
    public let hash: UInt64
    /// What may never be, and was; empty when all is well.
    public let violations: [Violation]
    /// The faults this seed had.
    public let faults: [Fault]
    /// How often one struck.
    public let strikes: Int
    /// Contacts that came.
    public let contacts: Int
    /// Conversations that began.
    public let connections: Int
    /// Messages in the log.
    public let batches: Int
    /// How often rare states were reached.
    public let rarities: Rarities
    /// The life of the contact that was followed, a line each.
    public let story: [String]
}
