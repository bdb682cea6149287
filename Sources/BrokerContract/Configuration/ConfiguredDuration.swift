// SPDX-License-Identifier: Apache-2.0

/// A duration of a configuration: `300ms`, `20s`, `5m`, `2h`, or an integer of milliseconds; 0 to 365 days.
public struct ConfiguredDuration: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Its length in milliseconds: 0 to 365 days.
    public let milliseconds: Int

    /// A duration of so many milliseconds.
    /// - Precondition: 0 to 365 days.
    public init(milliseconds: Int) {
        precondition((0...ContractLimits.durationMs).contains(milliseconds), "a duration out of range")
        self.milliseconds = milliseconds
    }

    /// A duration of so many seconds.
    /// - Precondition: 0 to 365 days.
    public init(seconds: Int) { self.init(milliseconds: seconds * 1_000) }

    /// Reads a duration as it is written; nil when it is none or out of range.
    public init?(_ text: String) {
        let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, digits.count <= 12, let number = Int(String(Substring(digits))) else { return nil }
        let unit = text.dropFirst(digits.count)
        guard let scale = Self.units.first(where: { $0.name == unit })?.milliseconds else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: scale)
        guard !overflow, product <= ContractLimits.durationMs else { return nil }
        milliseconds = product
    }

    /// The shortest way to write it: `90s`, `2m`, `1500ms`; zero is `0s`.
    public var description: String {
        guard milliseconds > 0 else { return "0s" }
        for unit in Self.units where milliseconds % unit.milliseconds == 0 {
            return "\(milliseconds / unit.milliseconds)\(unit.name)"
        }
        return "\(milliseconds)ms"
    }

    /// The same where nothing is `off`.
    var orOff: String { milliseconds > 0 ? description : "off" }

    /// Orders by length.
    public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    private static let units: [(name: String, milliseconds: Int)] = [
        ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]
}

extension ConfiguredDuration: Codable {
    /// Reads text or an integer of milliseconds.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let duration: Self?
        if let text = try? container.decode(String.self) {
            duration = Self(text)
        } else {
            let number = try container.decode(Int.self)
            duration = (0...ContractLimits.durationMs).contains(number) ? Self(milliseconds: number) : nil
        }
        guard let duration else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "must be a duration such as 20s")
        }
        self = duration
    }

    /// Writes text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
