// SPDX-License-Identifier: Apache-2.0

/// How far a callback has come whose customer is called before any agent is asked.
public enum CustomerCall: Hashable, Sendable, WireCodable {
    /// It is due, and the customer is not called yet.
    case due
    /// The customer is called, until that instant of pool time at most.
    case calling(until: PoolInstant)
    /// The customer is on the phone.
    case reached

    /// Writes which it is.
    public func write(to writer: inout WireWriter) {
        switch self {
        case .due: writer.byte(0)
        case .calling(let until):
            writer.byte(1)
            writer.instant(until)
        case .reached: writer.byte(2)
        }
    }

    /// Reads which it is.
    public init(from reader: inout WireReader) throws(WireError) {
        switch try reader.byte() {
        case 0: self = .due
        case 1: self = .calling(until: try reader.instant())
        case 2: self = .reached
        default: throw .invalid("CustomerCall")
        }
    }
}
