// SPDX-License-Identifier: Apache-2.0
package import BrokerContract

/// Whether lines keep their order, as far as it can be known from outside for certain.
///
/// By the contract a line is ordered by priority, then arrival. From outside neither the arrival nor the moment of a
/// decision is seen, but bounds of both are:
///
/// * The earlier contact's place was told (`queued`) before the later one was even due, so it arrived before; and its
///   priority is not lower. So it stands before, with ageing too.
/// * The later one's first offer bears a `seq` that is not above that of the last event which the earlier one's agent
///   had before its own first offer. An offer is decided after the agent was last heard of, and not after the `seq` of
///   its event: so the later one was decided first.
///
/// If both hold, for the same topic, and the later one's agent takes the earlier one's channel, somebody was overtaken.
/// Contacts that leave without an offer, second offers and redials are not compared; nor is what the bounds leave open,
/// nor who waited while something may have been missed or a site was cut off: its callers have its own agents alone.
package struct OrderCheck: Sendable {
    /// With how many offers of its topic each is compared, those heard last.
    package static let offersKept = 256

    private struct Waiting: Sendable {
        let topic: Int
        let priority: Int
        let channel: ChannelWord
        let due: Int64
        var placeToldAt: Int64?
        /// The last version of it that was heard.
        var version = 0
    }

    private struct Offered: Sendable {
        let contact: Int
        let waiting: Waiting
        let seq: Int
        let agentSeq: Int
        let channels: [ChannelWord]

        /// Whether this one stood before another, whose agent could have had this one.
        func stoodBefore(_ other: Offered) -> Bool {
            guard let told = waiting.placeToldAt, told < other.waiting.due else { return false }
            return waiting.priority >= other.waiting.priority && other.channels.contains(waiting.channel)
        }

        /// Whether this one stood before another and was offered after it.
        func wasOvertaken(by other: Offered) -> Bool { other.seq <= agentSeq && stoodBefore(other) }
    }

    private var waiting: [Int: Waiting] = [:]
    private var isOver = false
    private var offers: [Int: [Offered]] = [:]

    /// First offers of which it is known that they should come before or after another.
    package private(set) var compared = 0

    /// Nobody has come.
    package init() {}

    /// A contact is due.
    ///
    /// - Parameters:
    ///   - contact: Its number.
    ///   - topic: That of the topic; only contacts of one are compared.
    ///   - due: By the same clock as all times here, in any unit.
    package mutating func comes(_ contact: Int, topic: Int, priority: Int, channel: ChannelWord, at due: Int64) {
        guard !isOver else { return }
        waiting[contact] = Waiting(topic: topic, priority: priority, channel: channel, due: due)
    }

    /// Its place is committed.
    package mutating func placeIsTold(of contact: Int, at now: Int64) {
        guard var entry = waiting[contact], entry.placeToldAt == nil else { return }
        entry.placeToldAt = now
        waiting[contact] = entry
    }

    /// An event of a contact.
    package mutating func hears(_ event: HeardContact, of contact: Int, at now: Int64) {
        guard let version = waiting[contact]?.version else { return }
        switch event.word {
        // Its first offer was missed if it has an end, is back in the line, or a version is missing; and a step may
        // have raised its priority.
        case .ended, .revoked, .requeued, .relaxed, .scheduled: ends(contact)
        case _ where event.version > version + 1: ends(contact)
        case .queued: placeIsTold(of: contact, at: now)
        case .position, .calling, .offered, .connected, .noted, .consulting, .consulted, .conference, .consultEnded:
            break
        }
        waiting[contact]?.version = max(version, event.version)
    }

    /// It has ended, or nothing certain is known of it any more.
    package mutating func ends(_ contact: Int) { waiting[contact] = nil }

    /// Offers may have been missed, or a site is cut off: whoever waits now is not compared.
    package mutating func forgetWaiting() { waiting.removeAll() }

    /// From now on nothing is compared.
    package mutating func end() {
        isOver = true
        forgetWaiting()
    }

    /// It is offered.
    ///
    /// - Parameters:
    ///   - contact: The contact; only its first offer counts.
    ///   - seq: The event's.
    ///   - agentSeq: That of the agent's event before.
    ///   - channels: What the agent takes.
    /// - Returns: Who was overtaken by whom, in words.
    /// - Complexity: O(`offersKept`).
    package mutating func isOffered(
        _ contact: Int, seq: Int?, agentSeq: Int?, channels: [ChannelWord]
    ) -> String? {
        guard let entry = waiting.removeValue(forKey: contact), let seq, let agentSeq else { return nil }
        let offer = Offered(contact: contact, waiting: entry, seq: seq, agentSeq: agentSeq, channels: channels)
        var kept = offers[entry.topic, default: []]
        compared += kept.contains { offer.stoodBefore($0) || $0.stoodBefore(offer) } ? 1 : 0
        let overtaken = kept.lazy.compactMap { other -> (first: Offered, later: Offered)? in
            if offer.wasOvertaken(by: other) { return (offer, other) }
            return other.wasOvertaken(by: offer) ? (other, offer) : nil
        }.first
        if kept.count == Self.offersKept { kept.removeFirst() }
        kept.append(offer)
        offers[entry.topic] = kept
        return overtaken.map { first, later in
            "contact \(first.contact) (priority \(first.waiting.priority)) had its place before contact "
                + "\(later.contact) (priority \(later.waiting.priority)) came, which was offered first: its offer's "
                + "seq is \(later.seq), and the earlier one's agent was not free before \(first.agentSeq)"
        }
    }
}
