// SPDX-License-Identifier: Apache-2.0

/// Asks for the configuration in force.
public struct ConfigGetRequest: RequestDocument {
    /// `config.get`.
    public static let operation = Operation.configGet

    /// A request.
    public init() {
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {}
}
