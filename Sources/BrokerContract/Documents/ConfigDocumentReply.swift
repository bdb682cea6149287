// SPDX-License-Identifier: Apache-2.0

/// The reply to `config.get`.
public struct ConfigDocumentReply: Codable, Hashable, Sendable {
    /// The revision in force, or the one asked for; 0 before the first `config.apply`.
    public var revision: Int
    /// The configuration of that revision, every default written out.
    public var config: ConfigurationDocument

    /// Puts a document together.
    public init(revision: Int, config: ConfigurationDocument) {
        self.revision = revision
        self.config = config
    }
}
