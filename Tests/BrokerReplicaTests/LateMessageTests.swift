// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica
@testable import BrokerSimulator

/// Messages that come late, again, or never; what strangers say (protocol §1.2).
@Suite struct LateMessageTests {
    @Test func oldWordsAreRefusedByTurn() {
        var cluster = MiniCluster.ready()
        cluster.isRecording = true
        _ = cluster.enqueue("roma", "c1")
        _ = cluster.login("milano", "anna")
        cluster.run(milliseconds: 100)
        guard let offer = cluster.openOffer("milano", "anna") else {
            Issue.record("no offer")
            return
        }
        _ = cluster.ask(
            "milano", .reject(offer: offer.id.description, AgentID(trusted: "anna"), reason: nil, RequestGuard()))
        _ = cluster.intent("milano", "anna", .onBreak)
        cluster.run(milliseconds: 100)
        let (number, anna) = (offer.contact, AgentID(trusted: "anna"))
        let contact = cluster["roma"].replica.home.contacts[number]
        let agent = cluster["milano"].replica.home.agents[anna]
        for word in [AssignmentWord.ask, .accept, .busy, .withdrawn(.ended(.handled)), .withdrawn(.released(why: "x"))]
        {
            cluster.say(.assignment(word, offer, toContact: true), to: "roma", from: "milano")
        }
        for word in [AssignmentWord.ask, .held, .connected(version: 3), .gone(nil), .gone(.handled)] {
            cluster.say(.assignment(word, offer, toContact: false), to: "milano", from: "roma")
        }
        for old in cluster.recorded where old.frame.sender != old.to { cluster.put(.peer(old.frame), to: old.to) }
        cluster.run(milliseconds: 500)
        #expect(cluster["roma"].replica.home.contacts[number]?.phase == .waiting)
        #expect(cluster["roma"].replica.home.contacts[number]?.turn == contact?.turn)
        #expect(cluster["milano"].replica.home.agents[anna]?.phase == .idle)
        #expect(cluster["milano"].replica.home.agents[anna]?.turn == agent?.turn)
        #expect(cluster.openOffer("milano", "anna") == nil)
    }

    @Test func anEndToldByTheDeskSurvivesTheLossOfItsMessage() {
        var cluster = MiniCluster.ready()
        _ = cluster.enqueue("roma", "c1")
        _ = cluster.login("milano", "anna")
        cluster.run(milliseconds: 100)
        #expect(cluster.accept("milano", "anna")?.isConnected == true)
        cluster.run(milliseconds: 200)
        cluster.faults.lossPerMille = 1_000
        let answer = cluster.end("milano", "c1")
        if case .leaving? = answer {} else { Issue.record("not ended: \(String(describing: answer))") }
        // The desk's node falls and comes back: what it answered still holds.
        cluster.kill("milano")
        cluster.restart("milano")
        cluster.run(milliseconds: 300)
        cluster.faults.lossPerMille = 0
        cluster.run(milliseconds: 40_000)
        #expect(cluster.contact("roma", "c1")?.phase == .ended(.handled))
    }

    @Test func aContactRefusedAndThenEnteredIsEnded() {
        var cluster = MiniCluster.ready { $0.waitingMax = 1 }
        guard let (owner, others) = cluster.roles else { return }
        cluster.isRecording = true
        // Two at once: one is too many.
        let tokens = others.map { cluster.post($0, .enqueue(MiniCluster.order("of-\($0)"))) }
        cluster.run(milliseconds: 100)
        let isFirstIn = cluster[others[0]].replies[tokens[0]]?.refusal == nil
        let (site, other) = isFirstIn ? (others[1], others[0]) : (others[0], others[1])
        #expect(cluster[site].replies[tokens[isFirstIn ? 1 : 0]]?.refusal?.code == .full)
        _ = cluster.end(other, "of-\(other)")
        // The same command, doubled by the network, comes late, when there is room.
        for old in cluster.recorded
        where old.frame.sender == MiniCluster.node(site) && old.to == MiniCluster.node(owner) {
            cluster.put(.peer(old.frame), to: old.to)
        }
        cluster.run(milliseconds: 1_000)
        #expect(cluster[owner].replica.engine.contactCount == 0, "nobody is there to be served")
    }

    /// Its home ends it by the newest word that the log has of it, and not by the one with which it entered.
    @Test func aContactThatEnteredLateWithALaterWordIsEnded() {
        var cluster = MiniCluster.ready()
        guard let (owner, others) = cluster.roles else { return }
        _ = cluster.enqueue(others[0], "c1")
        cluster.run(milliseconds: 100)
        let own = cluster[others[0]].replica.home.contacts.inOrder[0].record
        let number = ContactNumber(own.number.value + 5)
        let record = ContactRecord(
            number: number, id: ContactID(trusted: "late"), site: own.site, topic: own.topic, priority: 1,
            channel: .voice, arrival: PoolInstant(0), claim: ClaimNumber(number), requirements: [], caller: nil)
        for value in 1...2 as ClosedRange<UInt64> {
            let report = ContactReport(
                number: number, turn: Turn(value), phase: .waiting, version: value, topic: own.topic, priority: 1)
            let entry = ContactEntry(
                record: record, waitedMs: 0, earliest: PoolInstant(0), isAcknowledged: true)
            cluster.say(.command(id: value, .contact(report, entry: entry)), to: owner, from: others[0])
        }
        cluster.run(milliseconds: 1_000)
        #expect(cluster[others[0]].replica.home.contacts[number]?.phase == .ended(.rejected))
        #expect(cluster[owner].replica.engine.contactCount == 1, "only c1 is there to be served")
        cluster.restart(others[0])
        cluster.run(milliseconds: 1_000)
        #expect(cluster[others[0]].halted == nil)
    }

    @Test func noMessageOfAStrangerTraps() {
        var cluster = MiniCluster.ready()
        guard let (owner, others) = cluster.roles else { return }
        _ = cluster.login(others[0], "anna")
        _ = cluster.enqueue(others[0], "c1", topic: "pec")
        cluster.run(milliseconds: 100)
        let site = SiteID(trusted: others[0])
        let number = cluster[others[0]].replica.home.contacts.inOrder[0].record.number
        let record = ContactRecord(
            number: number, id: ContactID(trusted: "x"), site: site, topic: TopicID(trusted: "pec"), priority: 1,
            channel: .voice, arrival: PoolInstant(0), claim: ClaimNumber(number), requirements: [], caller: nil)
        let unused = ContactNumber(number.value + 5)
        for waitedMs in [Int64.min, .max, -1] {
            let report = ContactReport(
                number: unused, turn: Turn(1), phase: .waiting, version: 1, topic: TopicID(trusted: "pec"), priority: 1)
            let entry = ContactEntry(record: record, waitedMs: waitedMs, earliest: PoolInstant(0), isAcknowledged: true)
            cluster.say(.command(id: 1, .contact(report, entry: entry)), to: owner, from: others[0])
        }
        for instant in [Int64.min, .max] {
            let report = ContactReport(
                number: number, turn: Turn(.max - 1), phase: .waiting, version: 1, topic: TopicID(trusted: "pec"),
                priority: 1, restartedAt: PoolInstant(instant))
            cluster.say(.command(id: 1, .contact(report, entry: nil)), to: owner, from: others[0])
            cluster.say(.pulse(epoch: .max, logSequence: 1, time: PoolInstant(instant)), to: others[0], from: owner)
        }
        let offer = Offer(
            id: OfferID(generation: 1, epoch: 1, sequence: 99), contact: number, contactSite: site,
            contactTurn: Turn(9),
            agent: AgentID(trusted: "anna"), agentSite: site,
            agentTurn: cluster[others[0]].replica.home.agents[AgentID(trusted: "anna")]?.turn ?? Turn(0),
            timeoutMs: .max)
        cluster.say(.assignment(.held, offer, toContact: false), to: others[0], from: others[1])
        let pec = TopicID(trusted: "pec")
        let twice = AgentProfile(
            node: MiniCluster.node(others[1]),
            topics: [
                TopicLevel(topic: pec, level: 1), TopicLevel(topic: pec, level: 1), TopicLevel(topic: pec, level: 2),
            ],
            skills: [], channels: [ChannelLimit(channel: .voice, contacts: 1)], address: nil)
        let report = AgentReport(
            agent: AgentID(trusted: "twice"), site: SiteID(trusted: others[1]), turn: Turn(1), phase: .idle, version: 1,
            intent: .available, reason: nil, activity: .idle, isReady: true, profile: twice)
        cluster.say(.command(id: 1, .agent(report)), to: owner, from: others[1])
        _ = cluster.ask(
            others[1],
            .login(
                LoginOrder(
                    agent: AgentID(trusted: "double"), topics: twice.topics + twice.topics, skills: nil, channels: nil,
                    address: nil, intent: nil)))
        cluster.run(milliseconds: 1_000)
        #expect(cluster.owners.count == 1)
    }

    /// A contact gets its place, one node owns the pool, and all have the same state.
    private func expectGoesOn(_ cluster: inout MiniCluster) {
        #expect(cluster.enqueue("roma", "c1", topic: "pec")?.contact?.isInLog == true)
        cluster.run(milliseconds: 100)
        #expect(cluster.owners.count == 1)
        let states = cluster.order.map { cluster.nodes[$0]?.replica.engine.encoded() }
        #expect(Set(states).count == 1)
    }

    @Test func foreignMessagesInTheLogAreSkipped() {
        var cluster = MiniCluster.ready()
        let genuine = cluster.log[3]
        for bytes in [[], [1, 2, 3], genuine, Array(genuine.dropLast()) + [genuine.last.map { $0 ^ 1 } ?? 0]] {
            cluster.log.append(bytes)
            for name in cluster.order {
                cluster.put(.logMessage(sequence: UInt64(cluster.log.count), bytes: bytes), to: name)
            }
            cluster.run(milliseconds: 50)
        }
        expectGoesOn(&cluster)
        let foreign = cluster["roma"].notices.filter { if case .foreignMessage = $0 { true } else { false } }
        #expect(foreign.count == 4)
    }

    @Test func anOwnersWordThatDoesNotFitIsLookedUpInTheLog() {
        var cluster = MiniCluster.ready()
        let genuine = cluster.log[3]
        let known = cluster.order.map { cluster.nodes[$0]?.notices.count ?? 0 }
        for bytes in [[1, 2, 3], genuine] {
            for name in cluster.order {
                cluster.put(.committed(sequence: UInt64(cluster.log.count + 1), bytes: bytes), to: name)
            }
            cluster.run(milliseconds: 50)
        }
        expectGoesOn(&cluster)
        for (name, known) in zip(cluster.order, known) {
            let notices = (cluster.nodes[name]?.notices ?? []).dropFirst(known)
            #expect(notices.count { if case .doubtfulWord = $0 { true } else { false } } == 2)
            #expect(!notices.contains { if case .foreignMessage = $0 { true } else { false } }, "nothing was skipped")
            #expect(!notices.contains { if case .lostOwnership = $0 { true } else { false } })
        }
    }

    @Test func aBatchThisBuildCannotReadStopsIt() {
        var cluster = MiniCluster.ready()
        let authenticator = PlainAuthenticator()
        let image = cluster["roma"].replica.follower.image
        let batch = Batch(
            generation: 1, epoch: image.engine.epoch, firstSequence: image.engine.sequence + 1, time: image.engine.time,
            previous: image.digest, events: [.siteDetached(SiteID(trusted: "roma"))])
        // The same, of a later version, and genuine.
        var body = Array(batch.encoded(with: authenticator).dropLast(Digest.length))
        body[1] = 2
        let bytes = body + authenticator.authenticationCode(of: body).bytes
        cluster.put(.logMessage(sequence: UInt64(cluster.log.count + 1), bytes: bytes), to: MiniCluster.node("roma"))
        cluster.run(milliseconds: 50)
        #expect(cluster["roma"].halted != nil, "it would go on from a state that is not the pool's")
    }

    @Test func aNodeThatMissedOffersLooksAtThemAgain() {
        var cluster = MiniCluster.ready()
        guard let (owner, others) = cluster.roles else { return }
        let site = others[0]
        _ = cluster.enqueue(site, "c1")
        cluster.pause(site, true)
        // Both cells of the offer are at the node that sleeps; the log is trimmed meanwhile.
        _ = cluster.login(others[1], "other")
        cluster.pause(site, false)
        cluster.run(milliseconds: 200)
        _ = cluster.intent(others[1], "other", .offline)
        _ = cluster.login(site, "anna")
        cluster.run(milliseconds: 300)
        _ = cluster.intent(site, "anna", .onBreak)
        cluster.run(milliseconds: 3_000)
        let token = cluster.post(
            site, .setIntent(AgentID(trusted: "anna"), .available, reason: nil, RequestGuard()))
        while cluster[site].replies[token] == nil { cluster.run(milliseconds: 5) }
        // The log has the offer; the node gets the snapshot in place of the messages.
        cluster.pause(site, true)
        cluster.run(milliseconds: 100)
        cluster[site].inbox = []
        cluster.put(.restored(cluster[owner].replica.follower.image), to: MiniCluster.node(site))
        cluster.pause(site, false)
        cluster.run(milliseconds: 3_000)
        #expect(cluster.openOffer(site, "anna") != nil)
        #expect(cluster.accept(site, "anna")?.isConnected == true)
    }
    /// After a generation the log may know an agent at this site whom the cell knows to have moved.
    @Test func aLoginThatIsOvertakenByABelatedReportStillCounts() {
        var cluster = MiniCluster.ready()
        let anna = AgentID(trusted: "anna")
        _ = cluster.login("roma", "anna")
        cluster.run(milliseconds: 100)
        var home = cluster["roma"].replica.home
        let context = HomeContext(
            engine: cluster["roma"].replica.engine, now: cluster.now, time: cluster["roma"].replica.engine.time)
        guard let cell = home.agents[anna], let belated = home.agentReport(cell, Engine()) else {
            Issue.record("no cell")
            return
        }
        home.agentMoved(cell, context)
        let order = LoginOrder(
            agent: anna, topics: belated.profile?.topics, skills: nil, channels: nil, address: nil, intent: .available)
        home.login(order, 7, context)
        guard let login = home.logins[anna]?.report else {
            Issue.record("no login under way")
            return
        }
        home.loggedIn(belated, context)
        #expect(home.agents[anna]?.intent == .offline, "nobody has heard of the login yet")
        home.loggedIn(login, context)
        #expect(home.agents[anna].map { $0.turn >= login.turn } == true, "the cell is not behind the log")
        #expect(home.agents[anna]?.intent == .available)
        // Said again, it changes nothing.
        let version = home.agents[anna]?.version
        home.loggedIn(login, context)
        #expect(home.agents[anna]?.version == version)
    }
}
