// SPDX-License-Identifier: Apache-2.0
public import BrokerModel
import QueueCore

// About how long somebody will wait, in whole numbers. With n contacts ahead, c agents at work who may serve it, of
// whose time a share s goes to the topic, h for each contact, and callers who leave at a rate of θ each: the sum of
// 1 / (c s / h + k θ) for k from 0 to n, since each step is made by an agent who frees or by one of those k who leaves
// (W. Whitt, *Predicting Queueing Delays*, Management Science 45, 1999, §4).
extension Engine {
    /// What may be told of a contact; nil when it does not wait, is not due or its site is detached.
    /// Complexity: O(lines of the topic × log line), as ``position(of:)``; for a contact that asks something of who
    /// serves it, O(256) more.
    public func outlook(of number: ContactNumber) -> Outlook? {
        guard let place = place(of: number) else { return nil }
        // Who waits for one agent is nobody's competitor but for that one.
        let estimateMs = estimateMs(place.line, ahead: place.rivals, ofLine: place.own - 1)
        return Outlook(position: place.position, estimatedWaitMs: estimateMs)
    }

    /// About how long one who comes to a topic now will wait, milliseconds; nil when nobody serves it.
    /// Complexity: O(1).
    public func estimatedWaitMs(_ topic: TopicID) -> Int64? {
        guard let index = topicIndexByID[topic], topics[index].staff.present > 0 else { return nil }
        guard availableCount(topic) == 0 else { return 0 }
        return waitMs(index, ahead: topics[index].waiting, agents: Int(topics[index].staff.present))
    }

    /// How far a topic's estimates have been off; nil when none has been held against a wait yet.
    public func estimateErrors(_ topic: TopicID) -> EstimateErrors? {
        guard let index = topicIndexByID[topic] else { return nil }
        let figures = topics[index].estimates
        let count = figures.errors.total
        guard count > 0 else { return nil }
        return EstimateErrors(
            count: count, meanMs: figures.errorSum / Int64(clamping: count),
            p90Ms: figures.errors.percentile(perMille: 900), biasMs: figures.errorBias / Int64(clamping: count))
    }

    /// How long a contact of a topic keeps its agent, wrap-up included, milliseconds; nil while none was measured.
    public func handlingMs(_ topic: TopicID) -> Int64? {
        guard let handling = topicIndexByID[topic].map({ topics[$0].estimates.handling }), handling.count > 0 else {
            return nil
        }
        return handling.sum / handling.count
    }

    // MARK: - The formula

    /// A contact's estimate. Who asks something waits for the fewer who have it, and for all who are ahead.
    private func estimateMs(_ line: Int, ahead: Int, ofLine own: Int) -> Int64? {
        let topic = lines[line].topic
        let identity = lines[line].identity
        let all = topics[topic].crew.takers(of: identity.channel)
        guard let demand = identity.demand else {
            return all == 0 ? nil : waitMs(topic, ahead: ahead, agents: all)
        }
        // One agent's next conversation says nothing of the topic's.
        guard demand.agent == nil else { return nil }
        let able = able(line, demand)
        guard able > 0 else { return nil }
        return max(waitMs(topic, ahead: ahead, agents: max(able, all)), waitMs(topic, ahead: own, agents: able))
    }

    /// How many agents at work may serve a line that asks something. Complexity: O(256) a topic: of more agents some
    /// are looked at and the rest taken to be alike.
    func able(_ line: Int, _ demand: Demand) -> Int {
        let topic = lines[line].topic
        let own = able(topic) { canServe(Int($0.agent), line, level: $0.level) }
        return demand.guests.reduce(own) { sum, guest in
            sum
                + able(Int(guest)) { entry in
                    let isOwn = agents.details[Int(entry.agent)].topics.contains { $0.topic == topic }
                    return !isOwn && canServe(Int(entry.agent), line, level: Self.guestLevel)
                }
        }
    }

    private func able(_ topic: Int, where may: (Crew.Entry) -> Bool) -> Int {
        let crew = topics[topic].crew.agents
        let looked = min(crew.count, Self.agentsLooked)
        guard looked > 0 else { return 0 }
        let found = (0..<looked).count { may(crew[$0 * crew.count / looked]) }
        return (found * crew.count + looked - 1) / looked
    }

    static let agentsLooked = 256

    /// The sum, milliseconds; at most a day.
    private func waitMs(_ topic: Int, ahead: Int, agents: Int) -> Int64 {
        let figures = topics[topic].estimates
        let step = stepUs(topic, agents: agents)
        // Callers of those ahead who leave within one step, each, in 2^24 parts.
        let rate = Self.rate(step, leaving: figures.leaving.sum, of: figures.waits.sum)
        return Self.sumUs(step, rate, ahead) / 1_000
    }

    /// Microseconds from one agent who frees for a topic to the next.
    func stepUs(_ topic: Int, agents: Int) -> Int64 {
        let figures = topics[topic].estimates
        let handlingMs = handlingMs(topic, figures.handling)
        // Of its agents' time, in 1,024 parts; one of its contacts counts beside what was measured.
        let share = max(1, (figures.ownWork.sum + handlingMs) * 1_024 / (figures.work.sum + handlingMs))
        return min(Self.longestUs, max(1, handlingMs * 1_024_000 / (Int64(agents) * share)))
    }

    private func handlingMs(_ topic: Int, _ measured: FadingMean) -> Int64 {
        let missing = max(0, Self.measuredLeast - measured.count)
        guard missing > 0 else { return max(1, measured.sum / measured.count) }
        let wrapUpMs = configuration.topic(topics[topic].topic)?.wrapUpMs ?? 0
        return max(1, (measured.sum + missing * (Self.talkMs + wrapUpMs)) / Self.measuredLeast)
    }

    /// So many conversations are taken to have lasted for ``talkMs`` and the topic's wrap-up until that many are
    /// measured.
    private static let measuredLeast: Int64 = 8
    private static let talkMs: Int64 = 240_000
    /// Nothing longer is told: a day.
    private static let longestUs: Int64 = 86_400_000_000

    private static func rate(_ stepUs: Int64, leaving: Int64, of waitedMs: Int64) -> Int64 {
        guard leaving > 0 else { return 0 }
        let product = UInt64(stepUs * leaving).multipliedFullWidth(by: 1 << 24)
        let quotient = UInt64(max(1, waitedMs) * 1_000).dividingFullWidth(product).quotient
        return Int64(min(quotient, 1 << 38))
    }

    /// Each of the first 64 steps by itself, those behind in groups of a sixteenth of what is before them.
    static func sumUs(_ step: Int64, _ rate: Int64, _ ahead: Int) -> Int64 {
        guard rate > 0 else {
            let (sum, isTooMuch) = step.multipliedReportingOverflow(by: Int64(ahead) + 1)
            return isTooMuch ? longestUs : min(sum, longestUs)
        }
        var sum: Int64 = 0
        var first = 0
        while first <= ahead, sum < longestUs {
            let length = first < 64 ? 1 : min(first / 16, ahead + 1 - first)
            let middle = Int64(first + (length - 1) / 2)
            sum += Int64(length) * ((step << 24) / ((1 << 24) + middle * rate))
            first += length
        }
        return min(sum, longestUs)
    }
}
