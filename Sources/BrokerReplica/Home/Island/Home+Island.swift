// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

// Islands (protocol §5): turns make what happens here safe, whatever the owner does meanwhile.
extension Home {
    /// Whether an offer may be taken now: an island takes only its own, and nobody else takes those.
    func takes(_ offer: Offer) -> Bool { island.map { offer.id.epoch == $0.engine.epoch } ?? !offer.id.isOfIsland }

    /// The log is out of reach: holds and reservations are released, and the site goes on alone.
    mutating func becomeIsland(_ context: HomeContext) {
        guard stage == .active, island == nil else { return }
        islandCount += isPlanted(.islandCountedOnce) && islandCount > 0 ? 0 : 1
        let island = Island(count: islandCount, at: context.now, from: context.engine, site: site)
        self.island = island
        writes.append(islandWrite)
        strand(context.engine)
        if !isPlanted(.islandTakesStrangers) {
            for agent in logins.keys.sorted() { loginRefused(agent, Self.stranded(agent)) }
        }
        let alone = HomeContext(engine: island.engine, now: context.now, time: context.time)
        for number in contacts.numbers where contacts.endedAt(number) == nil {
            guard case .held? = contacts[number]?.phase else { continue }
            // Of several the last one: the others are let go first.
            let last = release(number, why: "site cut off", alone)
            if let last { say(.gone(nil), last, toContact: false) }
        }
        for agent in agentOrder {
            guard case .reserved(let offer)? = agents[agent]?.phase else { continue }
            withdraw(offer, why: "site cut off", rest: .ready, alone)
        }
        reviewFirst(alone)
        pursueBookings(alone)
        reportEverything(alone)
    }

    /// The log has been read up to a time: whom the island had overtaken by then is counted.
    mutating func judgeIsland(_ engine: Engine, upTo time: PoolInstant) {
        let site = site
        island?.judge(engine, upTo: time, site: site)
    }

    /// The log is back. Nothing is released and no turn changes: what ended enters the log, what waits keeps its key,
    /// and what rings goes on ringing.
    mutating func endIsland(_ context: HomeContext) {
        guard island != nil else { return }
        island = nil
        inTouchSince = context.time
        for agent in agentOrder { agents[agent]?.isStranded = false }
        guard !isPlanted(.islandForgotten) else { return }
        resume(context)
    }

    /// What the island has decided.
    mutating func observe(alone events: [Event], _ context: HomeContext) {
        for event in events {
            switch event {
            case .offered(let offer): hear(offer: offer, context)
            case .enqueued(let record, let turn): if record.site == site { entered(record, turn, context) }
            case .agentReported(let report):
                if report.site == site { loggedIn(report, context) }
                reviewFirst(report.agent, context)
            case .contactReported, .configured, .epochBegan, .homeTaken, .rangeReserved, .siteDetached, .siteAttached,
                .heirsListed, .slotBooked:
                break
            }
        }
    }

    /// What an island does not decide alone; nil when it does.
    func refuseAlone(_ command: Command) -> Refusal?? {
        switch command {
        // Who has not heard of their appointment yet has none.
        case .contact(_, let entry?) where entry.record.routing.slotAt != nil && !entry.isAcknowledged:
            .some(Self.noSlotsAlone)
        case .contact, .ringMore: nil
        // A first login that was under way when the cut began; not of one whom the configuration has here.
        case .agent(let report) where agents[report.agent]?.hasMoved != false && !isConfiguredHere(report.agent):
            isPlanted(.islandTakesStrangers) ? nil : .some(nil)
        case .agent: nil
        case .configure:
            .some(
                Refusal(.unavailable, "the site is cut off: apply the configuration at another", retryAfterMs: 10_000))
        case .reserveRange where isPlanted(.islandReservesNumbers): nil
        case .reserveRange, .takeHome, .attach, .detach, .listHeirs, .passHome, .bookSlot: .some(nil)
        }
    }

    /// Why an agent does not begin to work at an island: another site may have taken the agent meanwhile, and nobody
    /// serves two. Whom the configuration has here, no other site takes.
    func refuseStranded(_ agent: AgentID, _ engine: Engine) -> Refusal? {
        guard island != nil, engine.configuration.agent(agent)?.site != site, !isPlanted(.islandTakesStrangers) else {
            return nil
        }
        guard let cell = agents[agent], !cell.hasMoved, !cell.isStranded else {
            return Self.stranded(agent)
        }
        return nil
    }

    private func isConfiguredHere(_ agent: AgentID) -> Bool {
        island?.engine.configuration.agent(agent)?.site == site
    }

    private static func stranded(_ agent: AgentID) -> Refusal {
        Refusal(
            .unavailable,
            "the site is cut off, and \(agent) was not at work here when that began; another site may have \(agent) "
                + "now",
            retryAfterMs: 10_000)
    }

    /// Who was not at work here for certain, as far as the log can know.
    private mutating func strand(_ engine: Engine) {
        for agent in agentOrder {
            guard let cell = agents[agent], !cell.hasMoved, engine.configuration.agent(agent)?.site != site else {
                continue
            }
            let isOurs = engine.agent(agent).map { $0.site == site && !$0.isMovable && $0.version > cell.leftVersion }
            agents[agent]?.isStranded = isOurs != true && !isPlanted(.islandTakesStrangers)
        }
    }

    /// How many islands the site has been, for the store.
    var islandWrite: StoreWrite {
        var writer = WireWriter(capacity: 10)
        writer.number(islandCount)
        return .put(.requests, key: StoreKey.island, value: writer.bytes)
    }
}
