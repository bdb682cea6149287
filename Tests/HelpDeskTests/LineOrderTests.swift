// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HelpDesk

/// A first caller whose place is told after 10 ms, and a second who comes after 20.
@Suite struct LineOrderTests {
    private static func caller(_ arrivalMs: Int64, priority: UInt8 = 100, topic: Int = 0) -> Caller {
        Caller(arrivalMs: arrivalMs, talkMs: 1, patienceMs: 1, priority: priority, topic: topic)
    }

    /// What is found when the second is asked for at a sequence, and the first by an agent who was free since another.
    private static func found(
        _ second: Caller = caller(20), toldMs: Int64 = 10, secondSeq: Int? = 5, freeSince: Int? = 7
    ) -> (what: String?, compared: Int) {
        var order = LineOrder()
        order.placeIsTold(0, at: toldMs)
        order.placeIsTold(1, at: 30)
        let none = order.isAsked(1, second, seq: secondSeq, agentSeq: 4)
        let what = order.isAsked(0, caller(0), seq: 8, agentSeq: freeSince)
        return (none ?? what, order.compared)
    }

    @Test func whoIsOvertakenForCertainIsFound() {
        let found = Self.found()
        #expect(found.what?.contains("caller-0 had a place before caller-1 came") == true && found.compared == 1)
    }

    @Test func itIsFoundWhicheverIsHeardFirst() {
        var order = LineOrder()
        order.placeIsTold(0, at: 10)
        #expect(order.isAsked(0, Self.caller(0), seq: 8, agentSeq: 7) == nil)
        #expect(order.isAsked(1, Self.caller(20), seq: 5, agentSeq: 4) != nil)
    }

    @Test func whatTheBoundsLeaveOpenIsNot() {
        #expect(Self.found(toldMs: 20).what == nil, "they came together")
        #expect(Self.found(freeSince: 4).what == nil, "the first's agent may have been asked before")
        #expect(Self.found(secondSeq: nil).what == nil && Self.found(freeSince: nil).what == nil)
        #expect(Self.found(Self.caller(20, priority: 200)).what == nil, "the second is more urgent")
        #expect(Self.found(Self.caller(20, topic: 1)).compared == 0, "another line")
    }

    @Test func lessUrgentOnesMayNotOvertakeAndSecondOffersAreNotCompared() {
        #expect(Self.found(Self.caller(20, priority: 50)).what != nil)
        var order = LineOrder()
        order.placeIsTold(0, at: 10)
        _ = order.isAsked(0, Self.caller(0), seq: 3, agentSeq: 2)
        _ = order.isAsked(1, Self.caller(20), seq: 5, agentSeq: 4)
        #expect(order.isAsked(0, Self.caller(0), seq: 8, agentSeq: 7) == nil)
    }
}
