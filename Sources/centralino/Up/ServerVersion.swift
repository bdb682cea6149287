// SPDX-License-Identifier: Apache-2.0

/// A version of nats-server.
struct ServerVersion: Comparable, CustomStringConvertible {
    /// The oldest that Centralino is tested with: Debian 12's.
    static let oldest = ServerVersion(2, 9, 10)
    /// The first that honours `sync_interval: always` in streams and in their Raft logs.
    static let syncsAlways = ServerVersion(2, 10, 23)

    /// Those that may lose a whole stream when their process is killed, and write their Raft logs late whatever they
    /// are told.
    static let losing = ServerVersion(2, 10, 0)..<syncsAlways

    private let numbers: [Int]

    private init(_ numbers: Int...) { self.numbers = numbers }

    /// Reads the output of `nats-server --version`: `nats-server: v2.9.10`.
    init?(_ text: String) {
        guard let start = text.firstIndex(where: \.isNumber) else { return nil }
        let numbers = text[start...].prefix { $0.isNumber || $0 == "." }.split(separator: ".").compactMap { Int($0) }
        guard numbers.count >= 2 else { return nil }
        self.numbers = Array((numbers + [0]).prefix(3))
    }

    /// `2.9.10`.
    var description: String { numbers.map(String.init).joined(separator: ".") }

    /// Orders by age.
    static func < (left: Self, right: Self) -> Bool { left.numbers.lexicographicallyPrecedes(right.numbers) }
}
