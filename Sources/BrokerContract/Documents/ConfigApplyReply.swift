// SPDX-License-Identifier: Apache-2.0

/// The reply to `config.apply`.
public struct ConfigApplyReply: Codable, Hashable, Sendable {
    /// The revision in force; with `dryRun` the one still in force.
    public var revision: Int
    /// What changed, one line each: `topics.pec.wrapUp: 30s → 20s`.
    public var changes: [String]

    /// Puts a document together.
    public init(revision: Int, changes: [String]) {
        self.revision = revision
        self.changes = changes
    }
}
