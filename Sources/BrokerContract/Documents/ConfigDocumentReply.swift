// SPDX-License-Identifier: Apache-2.0

/// The reply to `config.get`.
public struct ConfigDocumentReply: Codable, Hashable, Sendable {
    /// The revision in force, or the one asked for; 0 before the first `config.apply`.
    public var revision: Int
    /// The configuration of that revision.
    public var config: ConfigurationDocument

    /// Puts a document together.
    public init(revision: Int, config: ConfigurationDocument) {
        self.revision = revision
        self.config = config
    }

    /// The reply's UTF-8 JSON: every default written out, unless that were larger than a configuration may be; what the
    /// topics leave out has its default then.
    public var json: [UInt8] {
        let whole = Contract.encode(self)
        return whole.count <= ContractLimits.configurationBytes ? whole : Contract.encodeShort(self)
    }
}
