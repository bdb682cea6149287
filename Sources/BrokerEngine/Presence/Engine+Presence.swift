// SPDX-License-Identifier: Apache-2.0
import BrokerModel

// Agents: their reports, and the index of who is free.
extension Engine {
    mutating func apply(_ report: AgentReport) {
        guard let index = agents.index(of: report.agent) else { return admit(report) }
        apply(report, of: index)
    }

    /// Folds a report of an agent the log knows.
    mutating func apply(_ report: AgentReport, of index: Int) {
        unlist(index)
        let before = agents[index]
        count(report, of: index)
        if sites.name(before.site) != report.site {
            agents[index].site = sites.index(of: report.site)
            setPhase(of: index, to: report)
        } else if before.isOlder(than: report) {
            setPhase(of: index, to: report)
        } else {
            precondition(
                before.isAnnotated(by: report), "a report that says nothing new of \(report.agent) is in the log")
        }
        if (before.intent, before.activity) != (report.intent, report.activity) { agents[index].since = time }
        agents[index].version = report.version
        agents[index].intent = report.intent
        agents[index].activity = report.activity
        agents[index].isReady = report.isReady
        agents[index].sequence = sequence
        if agents.details[index].reason != report.reason {
            agents.changeDetails(index) { $0.reason = report.reason }
        }
        if let profile = report.profile {
            unstaff(index)
            agents.setProfile(index, profile, configuration.costs)
        }
        if before.load > 0 || report.hasSeats { setSeats(of: index, to: report.seats) }
        if before.activity == .wrapping, report.activity == .idle { agents[index].idleSince = time }
        restaff(index)
        guard agents[index].isFree(in: sites) else { return }
        lookUpTopics(index)
        freed = index
    }

    /// Counts what the strategies go by.
    private mutating func count(_ report: AgentReport, of index: Int) {
        let isBusy = agents[index].stage == .busy
        let now = time
        guard agents[index].load == 0, !report.hasSeats else { return countSeveral(report, of: index) }
        switch report.phase {
        case .busy(let offer, let contact):
            guard agents.details[index].phase.offer != offer else { return }
            countWork(of: index)
            let topic = contacts.slot(of: contact).map { UInt32(self.topic(of: $0)) }
            agents.changeDetails(index) { details in
                details.worksFor = topic
                if isBusy { details.tallies.hangUp(at: now) }
                details.tallies.finish(at: now)
                details.tallies.connect(at: now)
            }
        case .idle:
            guard agents.details[index].tallies.workingSince != nil else { return }
            if report.activity != .wrapping { countWork(of: index) }
            agents.changeDetails(index) { details in
                if isBusy { details.tallies.hangUp(at: now) }
                if report.activity != .wrapping { details.tallies.finish(at: now) }
            }
        }
    }

    /// The same of who has contacts beside the one offer: conversation and work count once, however many there are.
    private mutating func countSeveral(_ report: AgentReport, of index: Int) {
        let now = time
        let busy: OfferID? = if case .busy(let offer, _) = report.phase { offer } else { nil }
        agents.changeDetails(index) { details in
            // How long one of several takes, nobody knows: estimates go by those served alone.
            details.worksFor = nil
            let known = details.seats.map(\.offer)
            let wasTalking = details.phase.offer != nil || details.seats.contains { !$0.isWrapping }
            let talks = report.seats.filter { !$0.isWrapping }.map(\.offer) + (busy.map { [$0] } ?? [])
            if wasTalking, talks.isEmpty { details.tallies.hangUp(at: now) }
            let isWorking = !talks.isEmpty || !report.seats.isEmpty || report.activity == .wrapping
            if !isWorking || !wasTalking && !talks.isEmpty { details.tallies.finish(at: now) }
            for talk in talks where talk != details.phase.offer && !known.contains(talk) {
                details.tallies.begin(at: now)
            }
        }
    }

    private mutating func setSeats(of index: Int, to seats: [SeatReport]) {
        guard agents.details[index].seats != seats else { return }
        agents.setSeats(index, seats, configuration.costs)
        // The last end of several counts, as the end of one does.
        agents[index].idleSince = time
    }

    /// An agent's work is over, wrap-up included: what estimates go by. Complexity: O(topics of the agent).
    private mutating func countWork(of index: Int) {
        guard let own = agents.details[index].worksFor, let since = agents.details[index].tallies.workingSince else {
            return
        }
        lookUpTopics(index)
        let spentMs = max(1, time.milliseconds - since.milliseconds)
        topics[Int(own)].estimates.countHandling(spentMs)
        for served in agents.details[index].topics where topics[served.topic].waiting > 0 {
            topics[served.topic].estimates.countWork(spentMs, isOwn: served.index == own)
        }
    }

    private mutating func setPhase(of index: Int, to report: AgentReport) {
        agents[index].turn = report.turn
        switch report.phase {
        case .busy(let offer, let contact): agents.setPhase(index, .busy(offer, contact))
        case .idle:
            guard agents[index].stage != .idle else { return }
            let wasRung = if case .offered(let offer) = agents.details[index].phase { offer.isOfRing } else { false }
            agents.setPhase(index, .idle)
            // Work, or an offer left or refused, begins idleness anew: the next offer goes to somebody else first. Who
            // was rung beside others has lost nothing by it.
            if !wasRung { agents[index].idleSince = time }
        }
    }

    private mutating func admit(_ report: AgentReport) {
        guard let profile = report.profile else {
            preconditionFailure("the first report of \(report.agent) has no profile")
        }
        var phase = AgentState.Phase.idle
        var tallies = AgentTallies()
        if case .busy(let offer, let contact) = report.phase {
            phase = .busy(offer, contact)
            tallies.connect(at: time)
        }
        for seat in report.seats where !seat.isWrapping { tallies.begin(at: time) }
        append(
            AgentState(
                agent: report.agent, site: report.site, turn: report.turn, phase: phase, seats: report.seats,
                open: ChannelSet(), version: report.version, intent: report.intent, reason: report.reason,
                activity: report.activity, isReady: report.isReady,
                profile: profile, idleSince: time, since: time, sequence: sequence),
            tallies)
    }

    /// Adds an agent nobody knew.
    mutating func append(_ agent: AgentState, _ tallies: AgentTallies) {
        let index = agents.append(
            AgentCore(
                turn: agent.turn, version: agent.version, idleSince: agent.idleSince, since: agent.since,
                sequence: agent.sequence, site: sites.index(of: agent.site), stage: .idle, intent: agent.intent,
                activity: agent.activity, isReady: agent.isReady, channels: ChannelSet(agent.profile.channels),
                open: ChannelSet(agent.profile.channels)),
            AgentDetails(
                agent: agent.agent, reason: agent.reason, profile: agent.profile, phase: .idle, tallies: tallies))
        agents.setPhase(index, agent.phase)
        if !agent.seats.isEmpty { agents.setSeats(index, agent.seats, configuration.costs) }
        restaff(index)
        list(index)
    }

    /// An agent as whoever asks sees them.
    func agentState(_ index: Int) -> AgentState {
        let core = agents[index]
        let details = agents.details[index]
        return AgentState(
            agent: details.agent, site: sites.name(core.site), turn: core.turn, phase: details.phase,
            seats: details.seats, open: core.open,
            version: core.version, intent: core.intent, reason: details.reason, activity: core.activity,
            isReady: core.isReady, profile: details.profile, idleSince: core.idleSince, since: core.since,
            sequence: core.sequence)
    }

    /// Enters a free agent in the index of each topic served.
    mutating func list(_ index: Int) {
        guard agents[index].isFree(in: sites), !agents[index].isListed else { return }
        lookUpTopics(index)
        for served in agents.details[index].topics {
            topics[served.topic].idle.insert(entry(of: index, in: served), open: agents[index].open)
        }
        agents[index].isListed = true
    }

    /// Takes an agent out of every index; to be called before anything about the agent changes.
    mutating func unlist(_ index: Int) {
        guard agents[index].isListed else { return }
        for served in agents.details[index].topics {
            topics[served.topic].idle.remove(entry(of: index, in: served), open: agents[index].open)
        }
        agents[index].isListed = false
    }

    /// Lists the agent whom the event before has freed, unless this one is their offer: where contacts wait it nearly
    /// always is, and to enter them in every index and take them out again would cost more than the rest of the step.
    mutating func listFreed(before event: Event?) {
        guard let index = freed else { return }
        freed = nil
        if case .offered(let offer)? = event, offer.agent == agents.details[index].agent { return }
        list(index)
    }

    /// Knows the topics an agent serves by index.
    mutating func lookUpTopics(_ index: Int) {
        guard agents.details[index].topics.isEmpty else { return }
        let served = agents.details[index].profile.topics.map {
            ServedTopic(index: UInt32(topicIndex($0.topic)), level: $0.level)
        }
        agents.changeDetails(index) { $0.topics = served }
    }
}
