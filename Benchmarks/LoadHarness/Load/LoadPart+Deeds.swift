// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import PoolKit

// What callers and agents do when it is due.
extension LoadPart {
    mutating func perform(_ deed: Deed, due: Int64, _ now: Int64) {
        switch deed {
        case .come(let contact): come(contact, due: due, now)
        case .redial(let key, let life, let claim):
            guard phase == .loading || phase == .draining else { return }
            count(.redialled, now)
            call(key, life, claim: claim, due: due, now)
        case .leave(let key, let isDrop): leave(key, isDrop: isDrop, due: due, now)
        case .accept(let agent, let offer):
            desks[agent]?.accepts(offer, due: due)
            let request = OfferAcceptRequest(offer: offer, agent: names.agent(agent))
            self.request(request, to: roster.site(agent), for: .accept(agent: agent), due: due, now)
        case .reject(let agent, let offer):
            let request = OfferRejectRequest(offer: offer, agent: names.agent(agent))
            self.request(request, to: roster.site(agent), for: .reject(agent: agent), due: due, now)
        case .end(let key):
            request(EndRequest(id: names.contact(key)), to: plan.life(key.index).site, for: .end(key), due: due, now)
        case .wrapUp(let agent, let contact):
            desks[agent]?.wrapUpDue = due
            let request = WrapUpRequest(agent: names.agent(agent), contact: contact)
            self.request(request, to: roster.site(agent), for: .wrapUp(agent: agent), due: due, now)
        case .comeBack(let agent):
            request(state(agent, .available), to: roster.site(agent), for: .intent(agent: agent), due: due, now)
        case .beat: beat(now)
        case .again(let token):
            if let request = pending.removeValue(forKey: token) { again(request, now) }
        case .lookThrough: lookThrough(now)
        case .interval: endInterval(now)
        }
    }

    private mutating func come(_ contact: PlannedContact, due: Int64, _ now: Int64) {
        guard phase == .loading else { return }
        scheduleNext()
        if order.isOwn(contact.life.topic) {
            let life = contact.life
            orderCheck.comes(contact.index, topic: life.topic, priority: life.priority, channel: life.channel, at: due)
        }
        guard order.isOwn(contact.index) else { return }
        call(ContactKey(index: contact.index), contact.life, claim: nil, due: due, now)
    }

    private mutating func call(_ key: ContactKey, _ life: PlannedLife, claim: String?, due: Int64, _ now: Int64) {
        callers[key] = Caller(
            life: life, due: due, isMeasured: isMeasured(due), claim: claim)
        count(.arrived, now)
        if let patience = life.patience { agenda.add(.leave(key, isDrop: false), at: due + patience) }
        if let dropAfter = life.dropAfter, key.attempt == 0 {
            agenda.add(.leave(key, isDrop: true), at: due + dropAfter)
        }
        let request = EnqueueRequest(
            id: names.contact(key), topic: topicNames[life.topic], priority: life.priority, channel: life.channel,
            claim: claim)
        self.request(request, to: life.site, for: .enqueue(key), due: due, now)
    }

    private mutating func leave(_ key: ContactKey, isDrop: Bool, due: Int64, _ now: Int64) {
        guard var caller = callers[key], !caller.hasLeft, !caller.isCutShort else { return }
        // Whoever speaks with somebody has no patience to lose, but may lose the line.
        guard isDrop || caller.place != .connected else { return }
        caller.hasLeft = true
        callers[key] = caller
        countIfPassedOver(caller, now)
        if isDrop { count(.dropped, now) }
        let id = names.contact(key)
        let site = caller.life.site
        if caller.place == .connected {
            request(EndRequest(id: id, reason: "line dropped"), to: site, for: .end(key), due: due, now)
        } else {
            let reason = isDrop ? "line dropped" : nil
            request(CancelRequest(id: id, reason: reason), to: site, for: .cancel(key), due: due, now)
        }
    }

    /// The load is over, and somebody is still there.
    mutating func sendAway(_ key: ContactKey, _ now: Int64) {
        guard var caller = callers[key] else { return }
        caller.isCutShort = true
        callers[key] = caller
        count(.cutShort, now)
        countIfPassedOver(caller, now)
        let id = names.contact(key)
        if caller.place == .connected {
            request(EndRequest(id: id, reason: "end of the load"), to: caller.life.site, for: .end(key), now)
        } else {
            request(CancelRequest(id: id, reason: "end of the load"), to: caller.life.site, for: .cancel(key), now)
        }
    }

    private mutating func beat(_ now: Int64) {
        guard phase < .leaving else { return }
        agenda.add(.beat, at: now + 5_000_000_000)
        for site in order.sites.indices {
            let agents = desks.keys.filter { roster.site($0) == site }.sorted().map { names.agent($0) }
            for start in stride(from: 0, to: agents.count, by: ContractLimits.agentsPerHeartbeat) {
                let some = Array(agents[start..<min(agents.count, start + ContractLimits.agentsPerHeartbeat)])
                request(HeartbeatRequest(agents: some), to: site, for: .beat, now)
            }
        }
    }

    private mutating func endInterval(_ now: Int64) {
        guard phase <= .drained else { return }
        let waiting = waiting
        mutateInterval(now - 1) { $0.waiting = waiting }
        agenda.add(.interval, at: now + pace.interval - (now - begin) % pace.interval)
    }

    // MARK: - Counting

    mutating func count(_ kind: Counts.Kind, _ now: Int64) {
        figures.counts[kind] += 1
        recent.counts[kind] += 1
        mutateInterval(now) { $0.counts[kind] += 1 }
    }

    /// Changes the interval in which a moment lies; what is after the last plotted one is in no plot.
    mutating func mutateInterval(_ now: Int64, _ body: (inout IntervalFigures) -> Void) {
        guard begin > 0, now >= begin else { return }
        let index = Int((now - begin) / pace.interval)
        guard index < PaceScenario.intervalsMax else { return }
        while figures.intervals.count <= index { figures.intervals.append(IntervalFigures()) }
        body(&figures.intervals[index])
    }

    mutating func time(_ kind: LatencyKind, _ nanoseconds: Int64, isMeasured: Bool) {
        guard isMeasured else { return }
        figures.latencies[kind, default: LatencyRecord()].record(nanoseconds)
    }
}
