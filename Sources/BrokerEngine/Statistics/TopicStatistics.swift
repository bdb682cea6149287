// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// A topic's figures since the pool began, folded from the log: anybody who replays the log gets the same.
public struct TopicStatistics: Hashable, Sendable, WireCodable {
    /// Contacts that entered.
    public internal(set) var arrived: UInt64 = 0
    /// Contacts an agent answered, each counted once.
    public internal(set) var answered: UInt64 = 0
    /// Of those, within the topic's service level at the time.
    public internal(set) var answeredInTime: UInt64 = 0
    /// Contacts whose caller left unanswered, short ones included.
    public internal(set) var abandoned: UInt64 = 0
    /// Of those, the ones that waited less than the topic's short-abandon time.
    public internal(set) var shortAbandoned: UInt64 = 0
    /// Contacts that waited longer than allowed.
    public internal(set) var maxWait: UInt64 = 0
    /// Unanswered contacts that ended in any other way.
    public internal(set) var lostOtherwise: UInt64 = 0
    /// Contacts offered now.
    public internal(set) var offered: UInt64 = 0
    /// Contacts in conversation now.
    public internal(set) var connected: UInt64 = 0
    /// Waiting times of answered contacts, from arrival to the answer.
    public internal(set) var waits = WaitHistogram()

    /// No figures yet.
    public init() {}

    mutating func countAnswer(waitedMs: Int64, within serviceLevelMs: Int64) {
        answered += 1
        if waitedMs <= serviceLevelMs { answeredInTime += 1 }
        waits.record(waitedMs)
    }

    /// A contact ends of which the log has no answer.
    mutating func countEnd(_ outcome: Outcome, waitedMs: Int64, shortMs: Int64) {
        switch outcome {
        case .abandoned:
            abandoned += 1
            if waitedMs < shortMs { shortAbandoned += 1 }
        case .maxWait: maxWait += 1
        // Answered, and over before the log heard of it: by an island. How long it had waited is not known.
        case .handled: answered += 1
        case .overflowed, .transferred, .selfServed, .callbackFailed, .blocked, .rejected, .failed:
            lostOtherwise += 1
        }
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        for value in [
            arrived, answered, answeredInTime, abandoned, shortAbandoned, maxWait, lostOtherwise, offered, connected,
        ] {
            writer.number(value)
        }
        writer.value(waits)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        arrived = try reader.number()
        answered = try reader.number()
        answeredInTime = try reader.number()
        abandoned = try reader.number()
        shortAbandoned = try reader.number()
        maxWait = try reader.number()
        lostOtherwise = try reader.number()
        offered = try reader.number()
        connected = try reader.number()
        waits = try reader.value()
    }
}
