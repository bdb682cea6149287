// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// A number that was dialled, and what the caller has pressed in its menus.
public struct Dialled: Hashable, Sendable {
    /// The number.
    public let number: DialledNumber
    /// ASCII digits, `*` and `#`, in the order in which they were pressed.
    public let digits: [UInt8]

    /// A number.
    public init(number: DialledNumber, digits: [UInt8]) {
        self.number = number
        self.digits = digits
    }

    /// Where that leads, which may be a menu; or why nowhere.
    public func route(in configuration: Configuration) -> Result<Route, Refusal> {
        guard let route = configuration.route(of: number) else {
            let why = "no number \(number); add it to the configuration (numbers)"
            return .failure(Refusal(.notFound, why, field: "number"))
        }
        let (reached, left) = route.following(digits)
        guard left > 0 else { return .success(reached) }
        let digit = Route.text(of: digits[digits.count - left])
        let why =
            reached.menu.isEmpty
            ? "\(digit) is pressed where there is no menu any more" : "\(digit) is no choice: \(reached.choices)"
        return .failure(Refusal(.badRequest, why, field: "digits"))
    }
}
