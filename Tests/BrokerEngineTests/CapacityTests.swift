// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerEngine

/// An agent has several contacts at once where they fit.
@Suite struct CapacityTests {
    /// A pool, and homes that put what is connected beside the one offer where there is room.
    private struct Homes {
        var pool: Pool
        var costs = ChannelCosts()
        var profiles: [String: AgentProfile] = [:]
        var seats: [String: [SeatReport]] = [:]

        init(_ topics: [String] = ["pec"], _ costs: ChannelCosts = ChannelCosts()) {
            pool = Pool(topics: topics)
            self.costs = costs
            let settings = topics.map { TopicSettings(topic: TopicID(trusted: $0)) }
            pool.configure(settings, costs: costs)
        }

        mutating func login(_ name: String, _ channels: [(Channel, UInt8)], topics: [String] = ["pec"]) {
            var profile = Pool.profile(topics)
            profile.channels = channels.map { ChannelLimit(channel: $0.0, contacts: $0.1) }
            profiles[name] = profile
            pool.agent(name, "roma", profile)
        }

        func room(_ name: String) -> Bool {
            costs.leaveRoom(beside: (seats[name] ?? []).map(\.channel), profiles[name]?.channels ?? [])
        }

        /// The agent's offer connects.
        mutating func connect(_ name: String) {
            guard let offer = pool.offer(name), let contact = pool.owner.contact(offer.contact) else { return }
            pool.report(offer.contact, .connected(offer.id, offer.agent), released: false)
            let seat = SeatReport(
                offer: offer.id, contact: offer.contact, channel: contact.record.channel, isWrapping: false)
            let before = seats[name] ?? []
            seats[name] = before + [seat]
            guard !room(name) else { return tell(name) }
            seats[name] = before
            pool.agent(
                name, "roma", phase: .busy(offer.id, offer.contact), released: false, activity: .busy, seats: before)
        }

        /// The agent is idle for more, beside what they have.
        mutating func tell(_ name: String) {
            let own = seats[name] ?? []
            let isTalking = own.contains { !$0.isWrapping }
            pool.agent(name, "roma", activity: isTalking ? .busy : own.isEmpty ? .idle : .wrapping, seats: own)
        }

        /// A contact beside, or the one that filled the agent, is over.
        mutating func end(_ name: String, _ contact: ContactNumber) {
            pool.report(contact, .ended(.handled))
            seats[name]?.removeAll { $0.contact == contact }
            tell(name)
        }

        /// The channels that an agent has, the offer's last.
        func taken(_ name: String) -> [Channel] {
            let beside = (seats[name] ?? []).map(\.channel)
            let state = pool.owner.agent(AgentID(trusted: name))
            let number: ContactNumber? =
                switch state?.phase {
                case .offered(let offer)?: offer.contact
                case .busy(_, let contact)?: contact
                case .idle?, nil: nil
                }
            return beside + (number.flatMap { pool.owner.contact($0)?.record.channel }.map { [$0] } ?? [])
        }
    }

    @Test func threeChatsLeaveRoomForAFourthAndForNoCall() {
        var homes = Homes()
        homes.login("anna", [(.voice, 1), (.chat, 4)])
        for count in 1...3 {
            let chat = homes.pool.enter(channel: .chat)
            #expect(homes.pool.offer("anna")?.contact == chat, "chat \(count)")
            homes.connect("anna")
        }
        let call = homes.pool.enter(channel: .voice)
        #expect(homes.pool.offer("anna") == nil, "a call takes all of an agent")
        let fourth = homes.pool.enter(channel: .chat)
        #expect(homes.pool.offer("anna")?.contact == fourth)
        homes.connect("anna")
        let fifth = homes.pool.enter(channel: .chat)
        #expect(homes.pool.offer("anna") == nil, "four are all that the agent takes")
        #expect(homes.pool.line("pec") == [call, fifth])
        // As long as one is left the call waits on; a chat that has come later does not.
        for seat in homes.seats["anna"] ?? [] where homes.pool.offer("anna") == nil { homes.end("anna", seat.contact) }
        #expect(homes.pool.offer("anna")?.contact == fifth)
        #expect(homes.pool.isSameEverywhere)
    }

    @Test func whoHasNothingComesFirstThenWhoHasLess() {
        var homes = Homes()
        for name in ["anna", "bruno", "carla"] {
            homes.login(name, [(.chat, 4)])
            homes.pool.wait(1_000)
        }
        for name in ["anna", "bruno", "carla", "anna"] {
            homes.pool.enter(channel: .chat)
            #expect(homes.pool.offer(name) != nil, "\(name)")
            homes.connect(name)
            homes.pool.wait(1_000)
        }
        // Anna has two. Bruno and Carla have one, and Bruno's began earlier.
        homes.pool.enter(channel: .chat)
        #expect(homes.pool.offer("bruno") != nil)
        homes.connect("bruno")
        let one = homes.seats["anna"]?.first?.contact ?? ContactNumber(0)
        homes.pool.wait(1_000)
        homes.end("anna", one)
        // Anna has one again, and something ended there last.
        homes.pool.enter(channel: .chat)
        #expect(homes.pool.offer("carla") != nil)
        #expect(homes.pool.isSameEverywhere)
    }

    @Test func aWrapUpTakesTheRoomOfItsContact() {
        var homes = Homes()
        homes.login("anna", [(.chat, 2)])
        for _ in 0..<2 {
            homes.pool.enter(channel: .chat)
            homes.connect("anna")
        }
        // The second has filled the agent: it goes beside as the first one ends.
        let first = homes.seats["anna"]?.first
        let second = homes.pool.owner.agent(AgentID(trusted: "anna"))?.talks.last ?? ContactNumber(0)
        let offer = OfferID(generation: 1, epoch: 1, sequence: 2)
        let wrapping = SeatReport(
            offer: first?.offer ?? offer, contact: first?.contact ?? second, channel: .chat, isWrapping: true)
        let talking = SeatReport(offer: offer, contact: second, channel: .chat, isWrapping: false)
        homes.seats["anna"] = [wrapping, talking]
        homes.tell("anna")
        let waiting = homes.pool.enter(channel: .chat)
        #expect(homes.pool.offer("anna") == nil)
        homes.seats["anna"] = [talking]
        homes.tell("anna")
        #expect(homes.pool.offer("anna")?.contact == waiting)
    }

    @Test func anotherCostHoldsAtOnceForWhoWaits() {
        var homes = Homes()
        homes.login("anna", [(.voice, 1), (.chat, 3)])
        homes.pool.enter(channel: .chat)
        homes.connect("anna")
        let call = homes.pool.enter(channel: .voice)
        #expect(homes.pool.offer("anna") == nil)
        homes.costs[.voice] = 75
        homes.pool.configure([TopicSettings(topic: TopicID(trusted: "pec"))], costs: homes.costs)
        #expect(homes.pool.offer("anna")?.contact == call)
        #expect(homes.pool.isSameEverywhere)
    }

    @Test func aCallInterruptsLettersAndNoChats() {
        var costs = ChannelCosts()
        costs.interrupt(.mail, by: .voice)
        var homes = Homes(["pec"], costs)
        homes.login("anna", [(.voice, 1), (.chat, 3), (.mail, 5)])
        homes.pool.enter(channel: .mail)
        homes.connect("anna")
        let chat = homes.pool.enter(channel: .chat)
        homes.connect("anna")
        let call = homes.pool.enter(channel: .voice)
        #expect(homes.pool.offer("anna") == nil, "a chat waits for nobody")
        homes.end("anna", chat)
        #expect(homes.pool.offer("anna")?.contact == call)
        homes.connect("anna")
        homes.pool.enter(channel: .mail)
        #expect(homes.pool.offer("anna") == nil, "what waits for the call's end is not begun beside it")
        #expect(homes.pool.isSameEverywhere)
    }

    @Test(arguments: 1...12) func nobodyHasMoreThanFitsAndNobodyWaitsBesideRoom(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var costs = ChannelCosts()
        for channel in Channel.allCases { costs[channel] = [5, 10, 25, 30, 50, 60, 100][random.below(7)] }
        if seed % 3 == 0 { costs.interrupt(.mail, by: .voice) }
        var homes = Homes(["pec", "firma"], costs)
        let names = (0..<5).map { "a\($0)" }
        for name in names {
            let channels = Channel.allCases.filter { _ in random.chance(600) }.map { ($0, UInt8(1 + random.below(4))) }
            homes.login(name, channels, topics: random.chance(500) ? ["pec"] : ["pec", "firma"])
        }
        for step in 0..<400 {
            homes.pool.wait(Int64(random.below(500)))
            let name = names[random.below(names.count)]
            switch random.below(5) {
            case 0, 1:
                let channel = Channel.allCases[random.below(Channel.allCases.count)]
                homes.pool.enter("roma", random.chance(600) ? "pec" : "firma", channel: channel)
            case 2, 3: homes.connect(name)
            default:
                let talks = homes.pool.owner.agent(AgentID(trusted: name))?.talks ?? []
                guard homes.pool.offer(name) == nil, !talks.isEmpty else { break }
                let contact = talks[random.below(talks.count)]
                // What filled the agent goes beside, unless it is what ends.
                if case .busy(let offer, let number)? = homes.pool.owner.agent(AgentID(trusted: name))?.phase,
                    number != contact, let record = homes.pool.owner.contact(number)?.record
                {
                    homes.seats[name, default: []].append(
                        SeatReport(offer: offer, contact: number, channel: record.channel, isWrapping: false))
                }
                homes.end(name, contact)
            }
            for name in names {
                let taken = homes.taken(name)
                let limits = homes.profiles[name]?.channels ?? []
                // A call interrupts mails where it may: what is left fits with it, and what is there without it.
                let isInterrupted = seed % 3 == 0 && taken.contains(.voice)
                let parts = isInterrupted ? [taken.filter { $0 != .mail }, taken.filter { $0 != .voice }] : [taken]
                for part in parts {
                    let load = part.reduce(0) { $0 + costs[$1] }
                    #expect(taken.count < 2 || load <= 100, "step \(step): \(name) has \(taken)")
                }
                for limit in limits {
                    #expect(taken.count { $0 == limit.channel } <= limit.contacts, "step \(step): \(taken)")
                }
                guard homes.pool.offer(name) == nil, homes.pool.owner.agent(AgentID(trusted: name))?.isFree == true
                else { continue }
                for topic in homes.profiles[name]?.topics.map(\.topic.text) ?? [] {
                    for number in homes.pool.line(topic) {
                        let channel = homes.pool.owner.contact(number)?.record.channel ?? .voice
                        #expect(!costs.fits(channel, beside: taken, limits), "step \(step): \(number) beside \(name)")
                    }
                }
            }
        }
        #expect(homes.pool.isSameEverywhere)
    }
}
