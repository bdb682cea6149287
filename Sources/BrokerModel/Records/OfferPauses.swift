// SPDX-License-Identifier: Apache-2.0

/// How long an agent is asked nothing after an offer that did not reach them or that they did not want.
public struct OfferPauses: Hashable, Sendable, WireCodable {
    /// Milliseconds after a reject, or a phone that declined.
    public var afterRejectMs: Int64
    /// Milliseconds after a phone that was busy.
    public var afterBusyMs: Int64

    /// Where nothing else is said: a moment, so that an offer does not come back to who has just refused it.
    public static let usual = OfferPauses(afterRejectMs: 2_000, afterBusyMs: 2_000)

    /// Pauses.
    public init(afterRejectMs: Int64, afterBusyMs: Int64) {
        self.afterRejectMs = afterRejectMs
        self.afterBusyMs = afterBusyMs
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.signed(afterRejectMs)
        writer.signed(afterBusyMs)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(afterRejectMs: try reader.duration(), afterBusyMs: try reader.duration())
    }
}
