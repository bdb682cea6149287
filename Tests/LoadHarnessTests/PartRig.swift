// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Testing

@testable import LoadHarness
@testable import PoolKit

/// A part of a load in virtual time, whose broker is the test itself.
struct PartRig {
    private(set) var part: LoadPart
    private(set) var now: Int64 = 1_000_000_000
    /// What was sent and is not answered.
    private var open: [Send] = []

    init(_ scenario: Scenario, wrapUp: Int64 = 0) {
        part = LoadPart(Samples.order(scenario, wrapUp: wrapUp))
    }

    /// All log in, and the load begins.
    mutating func start() {
        pass(milliseconds: 1)
        for _ in 0..<count(.agentLogin) { answer(.agentLogin, Answer(version: 1)) }
        pass(milliseconds: 1)
        part.start(at: now)
    }

    /// Time passes, a millisecond a step.
    mutating func pass(milliseconds: Int) {
        for _ in 0..<milliseconds {
            now += 1_000_000
            open += part.step(now)
        }
    }

    /// How many requests of a kind have no answer.
    func count(_ operation: Operation) -> Int { open.count { $0.operation == operation } }

    /// Answers the first such request; without one the test fails.
    mutating func answer(_ operation: Operation, _ answer: Answer) {
        guard let index = open.firstIndex(where: { $0.operation == operation }) else {
            Issue.record("no \(operation.rawValue) to answer")
            return
        }
        part.take(.answer(token: open.remove(at: index).token, answer, at: now), now)
    }

    /// All such requests are never answered.
    mutating func ignore(_ operation: Operation) { open.removeAll { $0.operation == operation } }

    /// The load's first contact has an event.
    mutating func contact(_ word: ContactEventWord, _ version: Int, agent: String? = nil) {
        part.take(.contact(HeardContact(word: word, id: "L1-c0", version: version, agent: agent), at: now), now)
    }

    /// The load's first agent has an event, of its first contact.
    mutating func agent(_ word: AgentEventWord, _ version: Int, offer: String? = nil) {
        let event = HeardAgent(
            word: word, id: "L1-a0", version: version, seq: version, offer: offer, contact: "L1-c0")
        part.take(.agent(event, at: now), now)
    }

    /// All have drained: who is there is sent away.
    mutating func close() { part.take(.parent(.close), now) }
}
