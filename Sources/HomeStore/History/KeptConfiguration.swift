// SPDX-License-Identifier: Apache-2.0

/// A configuration that was in force, as a node's history keeps it.
public struct KeptConfiguration: Hashable, Sendable {
    /// Its revision.
    public var revision: Int64
    /// Since when, pool time in milliseconds since 1970, as far as the node has seen it.
    public var at: Int64
    /// The document in canonical JSON.
    public var document: String

    /// A row.
    public init(revision: Int64, at: Int64, document: String) {
        self.revision = revision
        self.at = at
        self.document = document
    }
}
