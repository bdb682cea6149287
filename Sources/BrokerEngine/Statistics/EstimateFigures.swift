// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What a topic's estimates go by, folded from the log: how long a contact keeps an agent, how much of its agents' work
/// is its own, how soon callers leave, and how far estimates have been off.
struct EstimateFigures: Hashable, Sendable, WireCodable {
    /// Milliseconds for which its contacts kept their agents, wrap-up included.
    private(set) var handling = FadingMean()
    /// Milliseconds of work of its agents that ended while somebody waited for it.
    private(set) var work = FadingMean()
    /// Milliseconds of that on its own contacts.
    private(set) var ownWork = FadingMean()
    /// Milliseconds that contacts waited until they were answered or left.
    private(set) var waits = FadingMean()
    /// Of those, the contacts that left: 1 for each, 0 for each that was answered.
    private(set) var leaving = FadingMean()
    /// How far what callers were told first was from how long they waited, either way.
    private(set) var errors = WaitHistogram()
    /// The sum of those.
    private(set) var errorSum: Int64 = 0
    /// The same, less for those who were told too much.
    private(set) var errorBias: Int64 = 0

    /// Nothing measured.
    init() {}

    /// Conversations whose length is remembered.
    static let handlingMost: Int64 = 128
    /// Pieces of work of which is remembered whose they were.
    static let workMost: Int64 = 256
    /// Ends of waits that are remembered.
    static let waitsMost = FadingMean.countMax

    /// An agent is free of a contact of the topic after so many milliseconds.
    mutating func countHandling(_ spentMs: Int64) { handling.add(spentMs, most: Self.handlingMost) }

    /// One of its agents has done so much work, while somebody waited for the topic.
    mutating func countWork(_ spentMs: Int64, isOwn: Bool) {
        work.add(spentMs, most: Self.workMost)
        ownWork.add(isOwn ? spentMs : 0, most: Self.workMost)
    }

    /// A contact waits no longer.
    mutating func countWait(_ waitedMs: Int64, hasLeft: Bool) {
        waits.add(waitedMs, most: Self.waitsMost)
        leaving.add(hasLeft ? 1 : 0, most: Self.waitsMost)
    }

    /// A contact waited for so much longer than it was told first.
    mutating func countError(_ errorMs: Int32) {
        errors.record(Int64(errorMs.magnitude))
        errorSum = min(errorSum + Int64(errorMs.magnitude), Self.errorSumMax)
        errorBias = max(-Self.errorSumMax, min(errorBias + Int64(errorMs), Self.errorSumMax))
    }

    private static let errorSumMax: Int64 = 1 << 60

    /// Writes the fields in order.
    func write(to writer: inout WireWriter) {
        for mean in [handling, work, ownWork, waits, leaving] {
            writer.signed(mean.sum)
            writer.signed(mean.count)
        }
        writer.value(errors)
        writer.signed(errorSum)
        writer.signed(errorBias)
    }

    /// Reads the fields in order.
    init(from reader: inout WireReader) throws(WireError) {
        handling = try Self.mean(&reader)
        work = try Self.mean(&reader)
        ownWork = try Self.mean(&reader)
        waits = try Self.mean(&reader)
        leaving = try Self.mean(&reader)
        errors = try reader.value()
        errorSum = try reader.signed()
        errorBias = try reader.signed()
        guard (0...Self.errorSumMax).contains(errorSum), errorBias.magnitude <= UInt64(errorSum),
            ownWork.sum <= work.sum
        else { throw .invalid("estimates") }
    }

    private static func mean(_ reader: inout WireReader) throws(WireError) -> FadingMean {
        guard let mean = FadingMean(sum: try reader.signed(), count: try reader.signed()) else {
            throw .invalid("mean")
        }
        return mean
    }
}
