// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BrokerContract

/// What reports made for other systems read, to the letter.
@Suite("Dialects of other queue systems")
struct DialectTests {
    private static func event(
        _ word: ContactEventWord, _ version: Int, at: Int, _ change: (inout ContactEvent) -> Void = { _ in }
    ) -> ContactEvent {
        var event = ContactEvent(event: word, id: "c1", version: version, at: at, topic: "pec", priority: 100)
        change(&event)
        return event
    }

    private static func agent(_ version: Int, at: Int, _ intent: IntentWord, reason: String? = nil) -> AgentEvent {
        var event = AgentEvent(event: .state, id: "anna", version: version, at: at)
        event.intent = intent
        event.reason = reason
        return event
    }

    /// Third in line; Anna does not answer for 15 s, Bruno after 4 s, talks for a minute and a half, sends it on.
    private static let served = [
        event(.queued, 1, at: 1_000_000) { $0.position = 3 },
        event(.position, 1, at: 1_005_000) { $0.position = 1 },
        event(.offered, 2, at: 1_010_000) { ($0.agent, $0.offer) = ("anna", "1.7") },
        event(.offered, 2, at: 1_010_000) { ($0.agent, $0.offer) = ("anna", "1.7") },
        event(.revoked, 3, at: 1_025_000) { $0.why = "noAnswer" },
        event(.offered, 4, at: 1_025_000) { ($0.agent, $0.offer) = ("bruno", "1.9") },
        event(.connected, 5, at: 1_029_500) { ($0.agent, $0.offer) = ("bruno", "1.9") },
        event(.requeued, 6, at: 1_119_500) { ($0.topic, $0.position) = ("firma", 2) },
        event(.offered, 7, at: 1_120_000) { ($0.agent, $0.offer, $0.topic) = ("carla", "1.12", "firma") },
        event(.connected, 8, at: 1_121_000) { ($0.agent, $0.offer, $0.topic) = ("carla", "1.12", "firma") },
        event(.ended, 9, at: 1_151_000) { ($0.outcome, $0.topic) = (.handled, "firma") },
    ]

    private static func lines(_ events: [ContactEvent], _ text: (DialectFact, Int) -> String?) -> [String] {
        var follower = DialectFollower()
        return events.flatMap { event in follower.take(event).compactMap { text($0, event.at) } }
    }

    private static func asterisk(_ events: [ContactEvent]) -> [String] {
        lines(events) { QueueLogLine.text($0, at: $1) }
    }

    @Test("A contact's life is the queue_log's lines, field by field")
    func queueLog() {
        #expect(
            Self.asterisk(Self.served) == [
                "1000|c1|pec|NONE|ENTERQUEUE|||3",
                "1025|c1|pec|anna|RINGNOANSWER|15000",
                "1029|c1|pec|bruno|CONNECT|29|1.9|4",
                "1119|c1|pec|bruno|BLINDTRANSFER|firma|centralino|29|90|3",
                "1119|c1|firma|NONE|ENTERQUEUE|||2",
                "1121|c1|firma|carla|CONNECT|1|1.12|1",
                "1151|c1|firma|carla|COMPLETECALLER|1|30|2",
            ])
    }

    @Test("Of several who are rung each is told of, and who has lost has not left anything unanswered")
    func rung() {
        let rung = [
            Self.event(.queued, 1, at: 1_000_000) { $0.position = 1 },
            Self.event(.offered, 2, at: 1_010_000) { ($0.agent, $0.offer) = ("anna", "1.7") },
            Self.event(.offered, 3, at: 1_010_000) { ($0.agent, $0.offer) = ("bruno", "1.8") },
            Self.event(.offered, 4, at: 1_012_000) { ($0.agent, $0.offer) = ("carla", "1.9") },
            Self.event(.revoked, 5, at: 1_015_000) { ($0.offer, $0.why, $0.offersLeft) = ("1.7", "rejected", 2) },
            Self.event(.connected, 6, at: 1_016_000) { ($0.agent, $0.offer) = ("bruno", "1.8") },
            Self.event(.ended, 7, at: 1_026_000) { $0.outcome = .handled },
        ]
        #expect(
            Self.asterisk(rung) == [
                "1000|c1|pec|NONE|ENTERQUEUE|||1", "1015|c1|pec|anna|RINGNOANSWER|5000",
                "1016|c1|pec|bruno|CONNECT|16|1.8|6", "1026|c1|pec|bruno|COMPLETECALLER|16|10|1",
            ])
        let left = Array(rung.prefix(4)) + [Self.event(.ended, 5, at: 1_020_000) { $0.outcome = .abandoned }]
        #expect(Self.asterisk(left).filter { $0.contains("RINGNOANSWER") }.count == 3)
    }

    @Test("Who waited too long has not abandoned")
    func leaving() {
        let outcomes: [(OutcomeWord, String)] = [
            (.abandoned, "ABANDON|1|3|9"), (.maxWait, "EXITWITHTIMEOUT|1|3|9"), (.overflowed, "WITHDRAW|overflowed"),
        ]
        for (outcome, line) in outcomes {
            let ended = Self.event(.ended, 2, at: 1_009_000) { $0.outcome = outcome }
            #expect(Self.asterisk(Array(Self.served[0...1]) + [ended]).last == "1009|c1|pec|NONE|\(line)")
        }
        // Left while it rang.
        let ended = Self.event(.ended, 3, at: 1_012_000) { $0.outcome = .abandoned }
        #expect(
            Self.asterisk(Array(Self.served[0...2]) + [ended]).suffix(2) == [
                "1012|c1|pec|anna|RINGNOANSWER|2000", "1012|c1|pec|NONE|ABANDON|1|3|12",
            ])
        // Moved to another line while it waited.
        let moved = Self.event(.requeued, 2, at: 1_006_000) { ($0.topic, $0.position) = ("firma", 1) }
        #expect(
            Self.asterisk(Array(Self.served[0...1]) + [moved]).suffix(2) == [
                "1006|c1|pec|NONE|WITHDRAW|overflowed", "1006|c1|firma|NONE|ENTERQUEUE|||1",
            ])
    }

    @Test("Agents come, pause, resume and go")
    func agents() {
        let events = [
            Self.agent(1, at: 1_000, .available), Self.agent(2, at: 5_000, .available),
            Self.agent(3, at: 9_000, .onBreak, reason: "a|b"), Self.agent(4, at: 12_000, .available),
            Self.agent(4, at: 12_000, .available), Self.agent(5, at: 61_000, .offline),
        ]
        var follower = DialectFollower()
        let facts = events.flatMap { event in follower.take(event).map { ($0, event.at) } }
        #expect(
            facts.compactMap { QueueLogLine.text($0, at: $1) } == [
                "1|NONE|NONE|anna|AGENTLOGIN|anna", "9|NONE|NONE|anna|PAUSEALL|a/b", "12|NONE|NONE|anna|UNPAUSEALL|",
                "61|NONE|NONE|anna|AGENTLOGOFF|anna|60",
            ])
        #expect(
            facts.compactMap { CallCenterEvent.text($0, at: $1) }.map { $0.split(separator: "\n").last } == [
                "CC-Agent-Status: Available", "CC-Agent-Status: On Break", "CC-Agent-Status: Available",
                "CC-Agent-Status: Logged Out",
            ])
    }

    @Test("The same life is callcenter::info, header by header")
    func callCenter() {
        let events = Self.lines(Self.served) { CallCenterEvent.text($0, at: $1) }
        let actions = events.flatMap { $0.split(separator: "\n") }.filter { $0.hasPrefix("CC-Action") }
        #expect(
            actions.map { $0.dropFirst("CC-Action: ".count) } == [
                "member-queue-start", "agent-offering", "bridge-agent-fail", "agent-offering", "bridge-agent-start",
                "bridge-agent-end", "member-queue-end", "member-queue-start", "agent-offering", "bridge-agent-start",
                "bridge-agent-end", "member-queue-end",
            ])
        let head = "Event-Name: CUSTOM\nEvent-Subclass: callcenter::info\nCC-Queue: pec\n"
        let tail = "CC-Member-UUID: c1\nCC-Member-Session-UUID: c1\n"
        #expect(events[0] == "\(head)CC-Action: member-queue-start\n\(tail)")
        #expect(
            events[2] == "\(head)CC-Action: bridge-agent-fail\nCC-Agent: anna\nCC-Agent-Called-Time: 1010\n"
                + "CC-Agent-Aborted-Time: 1025\n\(tail)")
        #expect(
            events[4] == "\(head)CC-Action: bridge-agent-start\nCC-Agent: bruno\nCC-Agent-Called-Time: 1025\n"
                + "CC-Agent-Answered-Time: 1029\nCC-Member-Joined-Time: 1000\n\(tail)")
        let ended = Self.event(.ended, 2, at: 1_009_000) { $0.outcome = .maxWait }
        let left = Self.lines([Self.served[0], ended]) { CallCenterEvent.text($0, at: $1) }
        #expect(
            left.last == "\(head)CC-Action: member-queue-end\nCC-Member-Joined-Time: 1000\n"
                + "CC-Member-Leaving-Time: 1009\nCC-Cause: Cancel\nCC-Cancel-Reason: TIMEOUT\n\(tail)")
    }
}
