// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

/// Bytes as they are in logs and stores today: a build that does not read them, or writes others, cannot be mixed with
/// this one. Never change a line; add one.
@Suite struct GoldenTests {
    static let events: [String] = [
        "0109dba8880904317a612d",
        "021d0361622d07317a626162613198a7bede04d993b882bc66cca6a5cbdc60",
        "03bc02c781b693a7b1a1070002015fa1f6f0c9a5cd01cffaa236f0ddb5ab01c2f9a3bd01b090089be3c09205087a617a7a61"
            + "627a625c92c19033f5b4890bd8919eac2a9cafa5e145f413010406317a5a625a41037a3162030239300203625a2de5057a62"
            + "395a41f402075f7a7a2d31412d48057a5f412d419800025a5a10312d613139312d61622d61302d312d620001022d31e50004"
            + "5a62307a022d31020739317a5a61617aae015f2400011ce6bca220f09f9982e6bca25a0a61e6bca200305a0ae6bca2e6bca2"
            + "0a035f2d7a0739317a2d622d62042830315a5a3941622d31397a5a39613162317a315f617a5f4139307a315a3161392d6231"
            + "613141625f2e043139305f6503313961b50139a6020131a604393061303d00210a5ae6bca230c3a8e6bca2e6bca220302030"
            + "e6bca2f09f9982f09f9982e6bca20098b7e437",
        "041001393e81e3b2c625bf83b0e19e89dc1c",
        "0570640662395f31613105313139623108395f623062415f7a2107f8cad6b8886cb2bfe91f030241626d075f5a4139616241"
            + "9104627a415fe8010a323032362d31312d32320f5a39eb7d1b161e03c45f8dc366819914131bcfc38680d8e57a5a4e78ee59"
            + "676f1ef5bf0a0234328d8df9b501",
        "06209ee5cf37fd99020203c29eeffdf8a90c0741317a412d615f7001fdcaf4bdd77c",
        "071905392d30315a026139f5c6f2d693ddf50100dd010100050100",
        "08339bb6aabe07861687c7f5efe58a04c2d48881010539317a6139a69ec7aeb9e2ab02015f04392d2d31c691fbeb9eb51d82"
            + "f5c819",
        "090403396131",
        "0a08073130317a397a7a",
    ]

    static let messages: [String] = [
        "01b9b3c9110101a998faa502018101e28907c1bf1a03305f39f2cabd1201317c0001e4b684a203093961412d5f2d61415a08"
            + "3030622d613061392e3930395a41395a2d5f5f2d627a5f41627a2d7a4162627a61305f39617a2d397a5a315f5f3941622d30"
            + "5f5f39612d8f05cd8afbf2ba02ff02000008a20b01",
        "01cb9281d10102085f2d5f4161612d4102627a0200e2a5dd8c010100030101063931617a2d2d0303304131d401619b05615f"
            + "624130d70302312d0103392d6123085f2d62413161615fb101051700",
        "0101030431312d7aadd2f0a5e684128ddef348",
        "01bde3a8e73304046261393003393161af93e3c90bd285a3accddc9c9201fff9f8f60300",
        "01dacbc3bab0aec2f70805d19f0f000203312d31df94ebfbee9501f8a0e9c0d11ecc9cdfc02bca85c4e80108a599b3210741"
            + "41315a5f315a34ac84de9196015816e805a85006ccffdc8a070405313931615a07622d7a306139620001015acc0021413130"
            + "31307a413939305a412d41613162314139415f315a2d5a30625f7a61303908317a307a313961390002075a30412d625a2df6"
            + "087a396130392d7a319d00025f2d013901065f41315f4141810305303141302de2063161415f412da007615f305f315f7a3d"
            + "000561627a3130057a392d7a7a00010831625a5a5a7a2d391d010330c3a815306130205a205a305af09f9982f09f9982f09f"
            + "998200",
        "01b2acccf9cda995ba1706027a2d",
        "01d9b6bc86eb920207072d312d7a313161",
        "03060108d49d8cb60782e3836bff0102023130ffabecf4e6a40b06305a39622d620762617a30316162ececf7bec74bb2e3e2"
            + "a11b01",
        "0301fb69908d1380fdbccfefe90999050739306139313139000662316139414103392d2dede599c8d3847de80900",
        "01bc03070161",
        "04",
        "06d7eca2f785b0e7e12092f1aa52af90b38105",
    ]

    private func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8).map { $0 < 58 ? $0 - 48 : $0 - 87 }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test func eventsAreWrittenAndReadAsEver() throws {
        #expect(Self.events.count == 10)
        for kind in 1...10 where kind <= Self.events.count {
            var sample = Sample(seed: UInt64(kind))
            let event = sample.event(kind)
            var writer = WireWriter()
            event.write(to: &writer)
            #expect(hex(writer.bytes) == Self.events[kind - 1], "kind \(kind)")
            var reader = WireReader(bytes(Self.events[kind - 1]))
            #expect(try Event.read(from: &reader) == event, "kind \(kind)")
        }
    }

    @Test func messagesAreWrittenAndReadAsEver() throws {
        #expect(Self.messages.count == 12)
        for index in 0..<12 where index < Self.messages.count {
            var sample = Sample(seed: UInt64(100 + index))
            let message: PeerMessage =
                index < 7 ? .command(id: sample.number(), sample.command(index + 1)) : sample.message()
            #expect(hex(message.encoded()) == Self.messages[index], "message \(index)")
            #expect(try PeerMessage(decoding: bytes(Self.messages[index])) == message, "message \(index)")
        }
    }

    /// Kinds that came after the vectors above, each written down once.
    @Test func laterMessagesAreWrittenAndReadAsEver() throws {
        let yield = PeerMessage.yield(epoch: 3, logSequence: 300)
        #expect(hex(yield.encoded()) == "0703ac02")
        #expect(try PeerMessage(decoding: bytes("0703ac02")) == yield)
    }

    /// Several agents rung at once came later: an offer of no ring has its bytes of before.
    @Test func ringsAreWrittenAndReadAsEver() throws {
        func offer(ring: UInt64) -> Offer {
            Offer(
                id: OfferID(generation: 1, epoch: 2, sequence: 300), contact: ContactNumber(7),
                contactSite: SiteID(trusted: "a"), contactTurn: Turn(3), agent: AgentID(trusted: "b"),
                agentSite: SiteID(trusted: "c"), agentTurn: Turn(4), timeoutMs: 20, ring: ring)
        }
        for (ring, end) in [(UInt64(0), "28"), (299, "29ab02")] {
            let bytes = "0102ac0207" + "0161" + "03" + "0162" + "0163" + "04" + end
            #expect(hex(offer(ring: ring).encoded()) == bytes)
            #expect(try Offer(decoding: self.bytes(bytes)) == offer(ring: ring))
        }
        #expect(throws: WireError.self) {
            try Offer(decoding: bytes("0102ac0207" + "0161" + "03" + "0162" + "0163" + "04" + "2900"))
        }
        #expect(hex(AssignmentWord.taken.encoded()) == "09")
        let more = Command.ringMore(ContactNumber(7), turn: Turn(3), newest: 300)
        #expect(hex(more.encoded()) == "0a0703ac02")
        #expect(try Command(decoding: bytes("0a0703ac02")) == more)
        var rules = TopicRules.none
        rules.ring = RingRule(everyMs: 300, most: 4)
        #expect(hex(rules.encoded()) == "8010" + "d80404")
        #expect(try TopicRules(decoding: bytes("8010d80404")) == rules)
        #expect(throws: WireError.self) { try TopicRules(decoding: bytes("8010d80401")) }
    }

    /// What later versions may say of an end, a requeue or a conversation; where nothing is said, bytes are as ever.
    @Test func whatIsSaidIsWrittenAndReadAsEver() throws {
        let ended = WithdrawCause.ended(.handled, said: Said(reason: "x"))
        #expect(hex(ended.encoded()) == "040001017800")
        #expect(try WithdrawCause(decoding: bytes("040001017800")) == ended)
        let requeued = WithdrawCause.requeued(
            topic: nil, priority: nil, restart: false, said: Said(by: AgentID(trusted: "m")))
        #expect(hex(requeued.encoded()) == "050000000000" + "01016d")
        #expect(try WithdrawCause(decoding: bytes("05000000000001016d")) == requeued)
        let remark = AssignmentWord.remark(Remark(at: PoolInstant(1), disposition: "a", note: nil, by: nil))
        #expect(hex(remark.encoded()) == "07020101610000")
        #expect(try AssignmentWord(decoding: bytes("07020101610000")) == remark)
        #expect(hex(AssignmentWord.remarked(PoolInstant(3)).encoded()) == "0806")
        #expect(try AssignmentWord(decoding: bytes("0806")) == .remarked(PoolInstant(3)))
    }

    /// A topic's rules and an agent's own wrap-up came later too.
    @Test func whatTopicsWantToHearIsWrittenAndReadAsEver() throws {
        var rules = TopicRules()
        rules.dispositions = DispositionRule(isRequired: true, known: ["a"])
        rules.pauses = OfferPauses(afterRejectMs: 1, afterBusyMs: 2)
        #expect(hex(rules.encoded()) == "8006" + "01010161" + "0204")
        #expect(try TopicRules(decoding: bytes("8006010101610204")) == rules)
        var redial = TopicRules()
        redial.redialMs = 1
        #expect(hex(redial.encoded()) == "800802")
        #expect(try TopicRules(decoding: bytes("800802")) == redial)
        var called = TopicRules()
        called.callbacksPerNumber = 2
        #expect(hex(called.encoded()) == "802002")
        #expect(try TopicRules(decoding: bytes("802002")) == called)
        var given = TopicRules()
        given.appointments = AppointmentRule(perSlot: 2, slotMs: 1_800_000, days: 14, priority: 110)
        #expect(hex(given.encoded()) == "8040" + "02" + "80dddb01" + "0e" + "016e")
        #expect(try TopicRules(decoding: given.encoded()) == given)
        // None in a slot, of no time, of a time of which a day has no whole number, of no day, of too many.
        for wrong in [
            "00" + "0e" + "0100", "02" + "00" + "0100", "02" + "0e" + "0100", "02" + "02" + "0000",
            "02" + "02" + "5b00",
        ] {
            #expect(throws: WireError.self, "\(wrong)") { try TopicRules(decoding: bytes("8040" + wrong)) }
        }
        var opened = TopicRules()
        opened.channelCalendars = [
            ChannelCalendar(channel: .callback, calendar: nil), ChannelCalendar(channel: .chat, calendar: 300),
        ]
        #expect(hex(opened.encoded()) == "808002" + "02" + "0100" + "0201ac02")
        #expect(try TopicRules(decoding: opened.encoded()) == opened)
        // None, twice the same, not in order, and no channel.
        for wrong in ["00", "0201000100", "0202000100", "010800"] {
            #expect(throws: WireError.self, "\(wrong)") { try TopicRules(decoding: bytes("808002" + wrong)) }
        }
        let agent = AgentSettings(
            agent: AgentID(trusted: "a"), site: SiteID(trusted: "s"), topics: [], skills: [], address: nil,
            wrapUpMs: 3)
        #expect(hex(agent.encoded()) == "016101730000" + "0206")
        #expect(try AgentSettings(decoding: bytes("0161017300000206")) == agent)
        let limited = AgentSettings(
            agent: AgentID(trusted: "a"), site: SiteID(trusted: "s"), topics: [], skills: [], address: nil,
            channels: [ChannelLimit(channel: .chat, contacts: 4), ChannelLimit(channel: .voice, contacts: 1)])
        #expect(hex(limited.encoded()) == "016101730000" + "04" + "02" + "00010204")
        #expect(try AgentSettings(decoding: limited.encoded()) == limited)
        for wrong in ["0400", "040202040001", "040200010001", "0801"] {
            #expect(throws: WireError.self, "\(wrong)") {
                try AgentSettings(decoding: bytes("016101730000" + wrong))
            }
        }
    }

    /// A configuration's second optional number came later: without it the bytes are as ever.
    @Test func aLimitOfThePoolIsWrittenAndReadAsEver() throws {
        for (aging, hex) in [(nil, "0702ac0200000130"), (Int64(1), "070302ac0200000130")] {
            let limited = Configuration(
                revision: 7, agingMs: aging, waitingMax: 300, topics: [], agents: [], document: "0")
            var writer = WireWriter()
            limited.write(to: &writer)
            #expect(self.hex(writer.bytes) == hex)
            var reader = WireReader(bytes(hex))
            #expect(try Configuration(from: &reader) == limited)
        }
        var reader = WireReader(bytes("0708ac0200000130"))
        #expect(throws: WireError.self) { try Configuration(from: &reader) }
    }

    /// What a topic says of strategy and longest wait came later still, behind everything else.
    @Test func whatATopicSaysMoreIsWrittenAndReadAsEver() throws {
        var chosen = TopicSettings(topic: TopicID(trusted: "b"))
        chosen.strategy = .leastTalk
        chosen.maxWaitMs = 300
        let configuration = Configuration(
            revision: 7, agingMs: nil, waitingMax: nil, topics: [TopicSettings(topic: TopicID(trusted: "a")), chosen],
            agents: [], document: "0")
        let topic = "64c0b80201c0cf24e0d403c0b802904ee807"
        let hex = "0704020161" + topic + "0162" + topic + "0001300101" + "0301d804"
        var writer = WireWriter()
        configuration.write(to: &writer)
        #expect(self.hex(writer.bytes) == hex)
        var reader = WireReader(bytes(hex))
        #expect(try Configuration(from: &reader) == configuration)
        for wrong in ["0102" + "0301d804", "0101" + "0901d804", "0101" + "0301"] {
            var reader = WireReader(bytes(String(hex.dropLast(12)) + wrong))
            #expect(throws: WireError.self) { try Configuration(from: &reader) }
        }
    }

    /// What an agent has beside the one offer came later: a report without it has the bytes as ever.
    @Test func contactsBesideAreWrittenAndReadAsEver() throws {
        let seats = [
            SeatReport(
                offer: OfferID(generation: 1, epoch: 2, sequence: 300), contact: ContactNumber(7), channel: .chat,
                isWrapping: false),
            SeatReport(
                offer: OfferID(generation: 1, epoch: 2, sequence: 3), contact: ContactNumber(8), channel: .mail,
                isWrapping: true),
        ]
        for (seats, more) in [([], "0100"), (seats, "0300" + "02" + "020102ac0207" + "8301020308")] {
            let report = AgentReport(
                agent: AgentID(trusted: "a"), site: SiteID(trusted: "b"), turn: Turn(term: 0), phase: .idle, version: 9,
                intent: .available, reason: nil, activity: .busy, isReady: true, profile: nil, seats: seats)
            let plain = "01610162" + "00" + "00" + "09" + "00" + "00" + "02"
            #expect(hex(report.encoded()) == plain + more)
            #expect(try AgentReport(decoding: bytes(plain + more)) == report)
        }
        for wrong in ["0300" + "00", "0400", "0300" + "01" + "080102ac0207"] {
            #expect(throws: WireError.self) {
                try AgentReport(decoding: bytes("01610162" + "00" + "00" + "09" + "00" + "00" + "02" + wrong))
            }
        }
    }

    /// Costs of channels came after all else of a configuration.
    @Test func costsAreWrittenAndReadAsEver() throws {
        var costs = ChannelCosts()
        costs[.voice] = 60
        costs.interrupt(.mail, by: .voice)
        costs.interrupt(.letter, by: .voice)
        let configuration = Configuration(
            revision: 7, agingMs: nil, waitingMax: nil, topics: [], agents: [], costs: costs, document: "0")
        let hex = "0740" + "00" + "00" + "0130" + "10" + "3c64190a0a19640a" + "8800000000000000"
        #expect(self.hex(configuration.encoded()) == hex)
        #expect(try Configuration(decoding: bytes(hex)) == configuration)
        for wrong in [
            "08" + "3c64190a0a19640a", "10" + "3c64190a0a196400" + "8800000000000000",
            "10" + "3c64190a0a196465" + "8800000000000000",
        ] {
            #expect(throws: WireError.self) {
                try Configuration(decoding: bytes("0740" + "00" + "00" + "0130" + wrong))
            }
        }
    }

    /// A topic's rules came after that.
    @Test func aTopicsRulesAreWrittenAndReadAsEver() throws {
        var ruled = TopicSettings(topic: TopicID(trusted: "b"))
        ruled.rules.overflow = Overflow(afterMs: 300, topic: TopicID(trusted: "c"), restarts: true)
        ruled.rules.escalateTo = TopicID(trusted: "d")
        let configuration = Configuration(
            revision: 7, agingMs: nil, waitingMax: nil, topics: [ruled], agents: [], document: "0")
        let hex = "0708010162" + "64c0b80201c0cf24e0d403c0b802904ee807" + "000130" + "010003" + "d804016301" + "0164"
        #expect(self.hex(configuration.encoded()) == hex)
        #expect(try Configuration(decoding: bytes(hex)) == configuration)
    }

    @Test func aVacancyRuleIsWrittenAndReadAsEver() throws {
        var rules = TopicRules.none
        rules.vacancy = VacancyRule(refuse: [.noAgents, .allUnreachable], leave: [.allOnBreak], leaveAfterMs: 300)
        #expect(hex(rules.encoded()) == "20" + "0502d804")
        #expect(try TopicRules(decoding: bytes("200502d804")) == rules)
        #expect(throws: WireError.self) { try TopicRules(decoding: bytes("200802d804")) }
    }

    /// Steps, and since when they count, came after that.
    @Test func aTopicsStepsAreWrittenAndReadAsEver() throws {
        var all = RelaxStep(afterMs: 1)
        all.beyondSite = true
        all.dropSkill = SkillID(trusted: "a")
        all.lowerSkills = [SkillLevel(skill: SkillID(trusted: "b"), level: 3)]
        all.levelMax = 4
        all.addTopic = TopicID(trusted: "c")
        all.raisePriority = 5
        var rules = TopicRules.none
        rules.relax = [all, RelaxStep(afterMs: 2)]
        rules.levelMax = 2
        let steps = "02" + "023f" + "0161" + "01016203" + "04" + "0163" + "05" + "0400"
        #expect(hex(rules.encoded()) == "0c" + steps + "02")
        #expect(try TopicRules(decoding: bytes("0c" + steps + "02")) == rules)
        rules = .none
        rules.lastAgentMs = 0
        #expect(hex(rules.encoded()) == "1000")
        #expect(try TopicRules(decoding: bytes("1000")) == rules)
        var routing = Routing.plain
        routing.stepsFrom = PoolInstant(1)
        #expect(hex(routing.encoded()) == "2002")
        #expect(try Routing(decoding: bytes("2002")) == routing)
    }

    /// What a contact asks of who serves it came later: without it a record and a report have the bytes of before.
    @Test func whatAContactAsksIsWrittenAndReadAsEver() throws {
        var routing = Routing.plain
        routing.steps = 2
        routing.onlyAgent = AgentID(trusted: "a")
        routing.firstAgent = AgentID(trusted: "b")
        routing.firstUntil = PoolInstant(1)
        routing.dueAt = PoolInstant(2)
        let asked = "1f02" + "0161" + "0162" + "02" + "04"
        #expect(hex(routing.encoded()) == asked)
        let number = ContactNumber(1)
        var record = ContactRecord(
            number: number, id: ContactID(trusted: "c"), site: SiteID(trusted: "s"), topic: TopicID(trusted: "t"),
            priority: 1, channel: .voice, arrival: PoolInstant(0), claim: ClaimNumber(number), requirements: [],
            caller: nil)
        let before = hex(record.encoded())
        record.routing = routing
        let after = hex(record.encoded())
        #expect(after == before.replacing("017401" + "00", with: "017401" + "80") + asked)
        #expect(try ContactRecord(decoding: bytes(after)) == record)
        let report = ContactReport(
            number: number, turn: Turn(1), phase: .waiting, version: 1, topic: TopicID(trusted: "t"), priority: 1,
            restartedAt: PoolInstant(3), routing: routing)
        #expect(hex(report.encoded()) == "01010001" + "017401" + "0306" + asked)
        #expect(try ContactReport(decoding: bytes(hex(report.encoded()))) == report)
    }

    /// A callback came after those, and so did a topic's rule for it.
    @Test func aQuestionAndAHandoverComeAfterAllElse() throws {
        var routing = Routing.plain
        routing.consult = Consult(
            contact: ContactNumber(5), id: ContactID(trusted: "c"), agent: AgentID(trusted: "a"))
        #expect(hex(routing.encoded()) == "8002" + "05" + "0163" + "0161")
        routing.handover = Handover(priority: 110)
        routing.steps = 2
        let both = "8106" + "02" + "05" + "0163" + "0161" + "6e"
        #expect(hex(routing.encoded()) == both)
        #expect(try Routing(decoding: bytes(both)) == routing)
        #expect(throws: WireError.self) { try Routing(decoding: bytes("8008")) }
    }

    @Test func aCallbackIsWrittenAndReadAsEver() throws {
        var routing = Routing.plain
        routing.callback = Callback()
        routing.callback?.attempts = 2
        #expect(hex(routing.encoded()) == "40" + "02" + "00")
        routing.dueAt = PoolInstant(2)
        routing.callback?.address = SealedCaller(day: "d", ciphertext: [7], callerHash: [], lastDigits: "")
        let asked = "50" + "04" + "02" + "01" + "0164" + "0107" + "00" + "00"
        #expect(hex(routing.encoded()) == asked)
        #expect(try Routing(decoding: bytes(asked)) == routing)
        var rules = TopicRules.none
        rules.callback = CallbackRule(attempts: 3, retryAfterMs: 300)
        #expect(hex(rules.encoded()) == "40" + "03" + "d804")
        #expect(try TopicRules(decoding: bytes("4003d804")) == rules)
    }

    /// An appointment came after callbacks, with a command and an event of its own.
    @Test func anAppointmentIsWrittenAndReadAsEver() throws {
        var routing = Routing.plain
        routing.dueAt = PoolInstant(2)
        routing.slotAt = PoolInstant(2)
        #expect(hex(routing.encoded()) == "9001" + "04" + "04")
        #expect(try Routing(decoding: bytes("90010404")) == routing)
        let book = Command.bookSlot(ContactNumber(7), turn: Turn(3), isConnected: true, PoolInstant(300))
        #expect(hex(book.encoded()) == "0c0703" + "01" + "d804")
        #expect(try Command(decoding: bytes("0c070301d804")) == book)
        let booked = Event.slotBooked(ContactNumber(7), Turn(3), PoolInstant(300))
        var writer = WireWriter()
        booked.write(to: &writer)
        #expect(hex(writer.bytes) == "0d04" + "0703d804")
        var reader = WireReader(writer.bytes)
        #expect(try Event.read(from: &reader) == booked)
    }

    /// Calls to customers before any agent is asked came after consults.
    @Test func aCallToACustomerIsWrittenAndReadAsEver() throws {
        var routing = Routing.plain
        routing.dueAt = PoolInstant(2)
        routing.call = .calling(until: PoolInstant(300))
        #expect(hex(routing.encoded()) == "9008" + "04" + "01d804")
        #expect(try Routing(decoding: bytes("90080401d804")) == routing)
        routing.call = .due
        #expect(hex(routing.encoded()) == "9008" + "04" + "00")
        #expect(try Routing(decoding: bytes("90080400")) == routing)
        var reached = Routing.plain
        reached.call = .reached
        #expect(hex(reached.encoded()) == "8008" + "02")
        #expect(try Routing(decoding: bytes("800802")) == reached)
        #expect(throws: WireError.self) { try Routing(decoding: bytes("800803")) }
        var rules = TopicRules()
        rules.customerRingMs = 45_000
        #expect(hex(rules.encoded()) == "808001" + "90bf05")
        #expect(try TopicRules(decoding: bytes("80800190bf05")) == rules)
    }

    /// Numbers that callers dial came after the calendars.
    @Test func numbersAreWrittenAndReadAsEver() throws {
        let topic = TopicID(trusted: "a")
        let menu = [
            Route.Choice(digit: 0x39, route: Route(play: TopicID(trusted: "f"))),
            Route.Choice(digit: 0x31, route: Route(topic: topic)),
        ]
        let configuration = Configuration(
            revision: 7, agingMs: nil, waitingMax: nil, topics: [], agents: [],
            numbers: [
                NumberSettings(number: DialledNumber(trusted: "1"), route: Route(menu: menu)),
                NumberSettings(number: DialledNumber(trusted: "+39"), route: Route(topic: topic, priority: 5)),
            ], document: "0")
        let head = "0720" + "0000" + "0130" + "02" + "032b3339" + "03" + "0161" + "05" + "0131"
        let hex = head + "08" + "02" + "31" + "01" + "0161" + "39" + "04" + "0166"
        #expect(self.hex(configuration.encoded()) == hex)
        #expect(try Configuration(decoding: bytes(hex)) == configuration)
        let deep = "080131" + "080131" + "080131"
        #expect(throws: Never.self) { try Configuration(decoding: bytes(head + deep + "080131" + "040166")) }
        // Of nothing, of a topic beside a menu, with choices out of order, without a choice, one menu too deep.
        for wrong in ["00", "02" + "05", "09" + "0161" + "0131" + "040166", "0800"]
            + ["08" + "02" + "39" + "040166" + "31" + "040166", deep + "080131" + "080131" + "040166"]
        {
            #expect(throws: WireError.self, "\(wrong)") { try Configuration(decoding: bytes(head + wrong)) }
        }
    }

    /// Ranges of numbers to which no callback is promised came after what contacts cost.
    @Test func blockedRangesAreWrittenAndReadAsEver() throws {
        let ranges = ["+39899", "899", "899"].map { DialledNumber(trusted: $0) }
        let configuration = Configuration(
            revision: 7, agingMs: nil, waitingMax: nil, topics: [], agents: [], blockedRanges: ranges, document: "0")
        let hex = "078001" + "0000" + "0130" + "02" + "062b3339383939" + "03383939"
        #expect(self.hex(configuration.encoded()) == hex)
        #expect(try Configuration(decoding: bytes(hex)) == configuration)
        #expect(configuration.isBlocked("+398991") && configuration.isBlocked("899"))
        #expect(!configuration.isBlocked("+39800899") && !configuration.isBlocked("89"))
    }

    /// How far a caller's digits lead, and at which priority.
    @Test func digitsLeadThroughMenus() {
        let topic = TopicID(trusted: "a")
        let inner = Route(
            priority: 7,
            menu: [
                Route.Choice(digit: 0x2A, route: Route(topic: topic)),
                Route.Choice(digit: 0x31, route: Route(topic: topic, priority: 8)),
            ])
        let route = Route(priority: 5, menu: [Route.Choice(digit: 0x32, route: inner)])
        #expect(route.following([]).reached == route && route.following([]).left == 0)
        #expect(route.following([0x32, 0x2A]).reached == Route(topic: topic, priority: 7))
        #expect(route.following([0x32, 0x31]).reached.priority == 8)
        #expect(route.following([0x33, 0x31]).left == 2 && route.following([0x32, 0x31, 0x31]).left == 1)
        #expect(inner.choices == "* for a, 1 for a" && route.choices == "2 for another menu")
    }
}
