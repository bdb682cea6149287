// SPDX-License-Identifier: Apache-2.0

/// Asks where a dialled number leads, so that whoever holds the call knows what to play.
public struct NumberGetRequest: RequestDocument {
    /// `number.get`.
    public static let operation = Operation.numberGet

    /// The number: 1–32 of `0-9 * # +`.
    public var number: String
    /// What the caller has pressed so far: at most 4 of `0-9 * #`.
    public var digits: String?

    /// A request.
    public init(number: String, digits: String? = nil) {
        self.number = number
        self.digits = digits
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        try FieldCheck.dialled(number, "number")
        try FieldCheck.pressed(digits, "digits")
    }
}
