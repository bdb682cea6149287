// SPDX-License-Identifier: Apache-2.0

/// Asks for the configuration in force, or for an earlier one.
public struct ConfigGetRequest: RequestDocument {
    /// `config.get`.
    public static let operation = Operation.configGet

    /// Integers.
    public static let integerFields = ["revision"]

    /// The revision; left out, the one in force.
    ///
    /// At least 1.
    public var revision: Int?

    /// A request.
    public init(revision: Int? = nil) { self.revision = revision }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) { try FieldCheck.range(revision, "revision", 1...(1 << 53)) }
}
