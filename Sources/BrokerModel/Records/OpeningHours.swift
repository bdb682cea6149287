// SPDX-License-Identifier: Apache-2.0

/// When a topic takes contacts: parts of a week and days that are closed, in local time, and what local time is. It
/// knows no time zone but by its offsets, so that every node says the same of every instant.
public struct OpeningHours: Hashable, Sendable {
    /// A part of every week.
    public struct Span: Hashable, Sendable {
        /// Local minutes from Monday 0:00 at which it begins, 0–10,079.
        public let start: UInt16
        /// Those at which it is over, at most 10,080.
        public let end: UInt16

        /// A part of a week.
        public init(start: UInt16, end: UInt16) {
            self.start = start
            self.end = end
        }
    }

    /// What local time is from an instant on.
    public struct Offset: Hashable, Sendable {
        /// The instant. The first offset holds before its own, too.
        public let from: PoolInstant
        /// Seconds by which local time is ahead of UTC; at most a day either way.
        public let seconds: Int32

        /// An offset.
        public init(from: PoolInstant, seconds: Int32) {
            self.from = from
            self.seconds = seconds
        }
    }

    /// The open parts of a week; in order, and none touches another.
    public let spans: [Span]
    /// Days that are closed from their 0:00 to their 24:00, counted from 1970-01-01; ascending.
    public let closedDays: [Int64]
    /// Offsets of local time; at least one, ascending.
    public let offsets: [Offset]

    /// Opening hours.
    ///
    /// - Parameters:
    ///   - spans: parts of a week, in any order; what touches or overlaps becomes one.
    ///   - closedDays: days from 1970-01-01, in any order.
    ///   - offsets: at least one, ascending.
    public init(spans: [Span], closedDays: [Int64], offsets: [Offset]) {
        precondition(!offsets.isEmpty, "local time needs an offset")
        var merged: [Span] = []
        for span in spans.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
            if let last = merged.last, span.start <= last.end {
                merged[merged.count - 1] = Span(start: last.start, end: max(last.end, span.end))
            } else {
                merged.append(span)
            }
        }
        self.spans = merged
        self.closedDays = Set(closedDays).sorted()
        self.offsets = offsets
    }

    private static let daySeconds: Int64 = 86_400
    /// 1970-01-01 was a Thursday.
    private static let firstWeekday: Int64 = 3
    /// How far the next opening is looked for: 366 days.
    private static let horizonMs: Int64 = 366 * 86_400_000

    /// Whether it is open at an instant: whether a local clock shows a time that is. Complexity: O(spans + log days).
    public func isOpen(at instant: PoolInstant) -> Bool {
        let local = localSeconds(at: instant)
        let day = Self.floor(local, Self.daySeconds)
        guard !isClosed(day) else { return false }
        let weekday = (day + Self.firstWeekday) - 7 * Self.floor(day + Self.firstWeekday, 7)
        let minute = weekday * 1_440 + (local - day * Self.daySeconds) / 60
        return spans.contains { Int64($0.start) <= minute && minute < Int64($0.end) }
    }

    /// The first instant after another at which it opens; nil if that is not within 366 days.
    /// Complexity: O(days × spans).
    public func nextOpening(after instant: PoolInstant) -> PoolInstant? {
        var at = instant
        var isOpen = isOpen(at: at)
        while at.milliseconds - instant.milliseconds <= Self.horizonMs {
            at = nextBoundary(after: at)
            let wasOpen = isOpen
            isOpen = self.isOpen(at: at)
            if isOpen, !wasOpen { return at }
        }
        return nil
    }

    /// The next instant at which it may open or close: the beginning or the end of a span, a local midnight, or a
    /// change of local time.
    func nextBoundary(after instant: PoolInstant) -> PoolInstant {
        let local = localSeconds(at: instant)
        let day = Self.floor(local, Self.daySeconds)
        let weekStart = (day - (day + Self.firstWeekday) + 7 * Self.floor(day + Self.firstWeekday, 7)) * Self.daySeconds
        var next = (day + 1) * Self.daySeconds
        for span in spans {
            for minute in [span.start, span.end] {
                let edge = weekStart + Int64(minute) * 60
                if edge > local { next = min(next, edge) }
            }
        }
        let second = Self.floor(instant.milliseconds, 1_000)
        let boundary = PoolInstant((second + next - local) * 1_000)
        guard let change = offsets.first(where: { $0.from > instant })?.from else { return boundary }
        return min(boundary, change)
    }

    private func localSeconds(at instant: PoolInstant) -> Int64 {
        Self.floor(instant.milliseconds, 1_000) + offsetSeconds(at: instant)
    }

    /// Seconds by which local time is ahead of UTC.
    func offsetSeconds(at instant: PoolInstant) -> Int64 {
        Int64((offsets.last { $0.from <= instant } ?? offsets[0]).seconds)
    }

    private func isClosed(_ day: Int64) -> Bool {
        var (low, high) = (0, closedDays.count)
        while low < high {
            let middle = (low + high) / 2
            if closedDays[middle] < day { low = middle + 1 } else { high = middle }
        }
        return low < closedDays.count && closedDays[low] == day
    }

    private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}

extension OpeningHours: WireCodable {
    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.list(spans) { writer, span in
            writer.number(UInt64(span.start))
            writer.number(UInt64(span.end))
        }
        writer.list(closedDays) { $0.signed($1) }
        writer.list(offsets) { writer, offset in
            writer.instant(offset.from)
            writer.signed(Int64(offset.seconds))
        }
    }

    /// Reads the fields in order, and refuses what `init` would not make.
    public init(from reader: inout WireReader) throws(WireError) {
        let spans = try reader.list { (reader) throws(WireError) in
            let (start, end) = (try reader.number(), try reader.number())
            guard start < end, end <= 10_080 else { throw .invalid("span") }
            return Span(start: UInt16(start), end: UInt16(end))
        }
        let days = try reader.list { (reader) throws(WireError) in
            let day = try reader.signed()
            guard abs(day) <= Limits.instantMsMax / 86_400_000 else { throw .invalid("day") }
            return day
        }
        let offsets = try reader.list { (reader) throws(WireError) in
            let from = try reader.instant()
            let seconds = try reader.signed()
            guard (-86_400...86_400).contains(seconds) else { throw .invalid("offset") }
            return Offset(from: from, seconds: Int32(seconds))
        }
        guard !offsets.isEmpty, zip(offsets, offsets.dropFirst()).allSatisfy({ $0.from < $1.from }) else {
            throw .invalid("offsets")
        }
        self.init(spans: spans, closedDays: days, offsets: offsets)
        guard self.spans == spans, closedDays == days else { throw .invalid("opening hours") }
    }
}
