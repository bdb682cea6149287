// SPDX-License-Identifier: Apache-2.0

/// What a topic does while nobody could take its contacts.
public struct VacancyRule: Hashable, Sendable, WireCodable {
    /// When nobody is let in.
    public var refuse: Set<Vacancy> = []
    /// When who waits is sent away.
    public var leave: Set<Vacancy> = []
    /// Milliseconds that must have lasted, and the contact have waited.
    public var leaveAfterMs: Int64

    /// A rule.
    public init(refuse: Set<Vacancy>, leave: Set<Vacancy>, leaveAfterMs: Int64) {
        self.refuse = refuse
        self.leave = leave
        self.leaveAfterMs = leaveAfterMs
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.byte(refuse.reduce(0) { $0 | $1.rawValue })
        writer.byte(leave.reduce(0) { $0 | $1.rawValue })
        writer.signed(leaveAfterMs)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(
            refuse: try Self.read(&reader), leave: try Self.read(&reader), leaveAfterMs: try reader.duration())
    }

    private static func read(_ reader: inout WireReader) throws(WireError) -> Set<Vacancy> {
        let bits = try reader.byte()
        guard bits < 8 else { throw .invalid("Vacancy") }
        return Set(Vacancy.allCases.filter { bits & $0.rawValue != 0 })
    }
}
