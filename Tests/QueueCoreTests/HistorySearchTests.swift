// SPDX-License-Identifier: Apache-2.0
import QueueCore
import Testing

@Suite("HistorySearch")
struct HistorySearchTests {
    private static let calm = HistoryContact(level: 1, number: 1)
    private static let later = HistoryContact(level: 1, number: 2)
    private static let urgent = HistoryContact(level: 2, number: 3)

    private static func step(
        _ begin: UInt64, _ end: UInt64, _ request: HistoryRequest, _ answer: HistoryAnswer
    ) -> HistoryStep {
        HistoryStep(thread: 0, request: request, answer: answer, begin: begin, end: end)
    }

    private static func push(_ begin: UInt64, _ end: UInt64, _ contact: HistoryContact) -> HistoryStep {
        step(begin, end, .push(contact), .placed(contact.key))
    }

    private static func pop(_ begin: UInt64, _ end: UInt64, _ contact: HistoryContact?) -> HistoryStep {
        step(begin, end, .popFirst, .first(contact?.key))
    }

    private static func isLinearizable(_ steps: HistoryStep...) -> Bool { History(steps: steps).isLinearizable }

    @Test func `one thread alone: the most urgent first, then by sequence`() {
        let pushes = [Self.push(0, 1, Self.later), Self.push(2, 3, Self.urgent), Self.push(4, 5, Self.calm)]
        let right = [Self.pop(6, 7, Self.urgent), Self.pop(8, 9, Self.calm), Self.pop(10, 11, Self.later)]
        #expect(History().isLinearizable)
        #expect(History(steps: pushes + right + [Self.pop(12, 13, nil)]).isLinearizable)
        #expect(!History(steps: pushes + [Self.pop(6, 7, Self.calm)]).isLinearizable)
        #expect(!History(steps: pushes + [Self.pop(6, 7, nil)]).isLinearizable)
        #expect(!History(steps: pushes + right + [Self.pop(12, 13, Self.later)]).isLinearizable)
    }

    @Test func `what is at the same time may have been in either order`() {
        #expect(Self.isLinearizable(Self.push(0, 3, Self.calm), Self.pop(1, 2, nil)))
        #expect(Self.isLinearizable(Self.push(0, 3, Self.calm), Self.pop(1, 2, Self.calm)))
        // Stamps of a clock may be the same.
        #expect(Self.isLinearizable(Self.push(0, 1, Self.calm), Self.pop(1, 2, nil)))
        #expect(!Self.isLinearizable(Self.push(0, 1, Self.calm), Self.pop(2, 3, nil)))
        #expect(!Self.isLinearizable(Self.pop(0, 1, Self.calm), Self.push(2, 3, Self.calm)))
    }

    @Test func `a contact passed over by one that came after it`() {
        // The pop looked at its level before either came, and took after both had.
        let pop = Self.pop(0, 9, Self.calm)
        #expect(!Self.isLinearizable(pop, Self.push(1, 2, Self.urgent), Self.push(3, 4, Self.calm)))
        #expect(Self.isLinearizable(pop, Self.push(1, 2, Self.calm), Self.push(3, 4, Self.urgent)))
        #expect(Self.isLinearizable(pop, Self.push(1, 3, Self.urgent), Self.push(2, 4, Self.calm)))
        // Somebody else may have had it meanwhile.
        let other = Self.pop(2, 3, Self.urgent)
        #expect(Self.isLinearizable(pop, Self.push(1, 2, Self.urgent), other, Self.push(3, 4, Self.calm)))
    }

    @Test func `a contact has one end`() {
        let push = Self.push(0, 1, Self.calm)
        let cancel = Self.step(2, 5, .cancel(Self.calm), .removed(Self.calm.key))
        let vain = Self.step(2, 5, .cancel(Self.calm), .removed(nil))
        #expect(Self.isLinearizable(push, cancel, Self.pop(3, 4, nil)))
        #expect(!Self.isLinearizable(push, cancel, Self.pop(3, 4, Self.calm)))
        #expect(Self.isLinearizable(push, vain, Self.pop(3, 4, Self.calm)))
        #expect(!Self.isLinearizable(push, vain, Self.pop(6, 7, Self.calm)))
        #expect(Self.isLinearizable(vain))
        #expect(!Self.isLinearizable(cancel))
    }

    @Test func `a contact put back stands at its place`() {
        let before = [Self.push(0, 1, Self.calm), Self.push(2, 3, Self.later), Self.pop(4, 5, Self.calm)]
        let back = Self.step(6, 9, .putBack(Self.calm.key), .placed(Self.calm.key))
        for (position, isRight) in [(1, true), (2, true), (3, false), (nil, false)] {
            let look = Self.step(7, 8, .position(Self.later), .position(position))
            #expect(History(steps: before + [back, look]).isLinearizable == isRight)
        }
        for (position, isRight) in [(1, false), (2, true), (nil, false)] {
            let look = Self.step(10, 11, .position(Self.later), .position(position))
            #expect(History(steps: before + [back, look]).isLinearizable == isRight)
        }
        #expect(Self.isLinearizable(Self.step(0, 1, .position(Self.calm), .position(nil))))
        #expect(!History(steps: before + [back, back]).isLinearizable)
    }

    @Test func `a refusal and an unknown contact are never right`() {
        let unknown = LineKey(level: 1, arrival: 5, sequence: 1)
        #expect(!Self.isLinearizable(Self.step(0, 1, .push(Self.calm), .refused)))
        #expect(!Self.isLinearizable(Self.step(0, 1, .popFirst, .refused)))
        #expect(!Self.isLinearizable(Self.step(0, 1, .position(Self.calm), .refused)))
        #expect(!Self.isLinearizable(Self.push(0, 1, Self.calm), Self.step(2, 3, .cancel(Self.calm), .refused)))
        #expect(!Self.isLinearizable(Self.push(0, 1, Self.calm), Self.step(2, 3, .popFirst, .first(unknown))))
        #expect(!Self.isLinearizable(Self.step(0, 1, .putBack(unknown), .placed(unknown))))
    }

    @Test func `dead ends are not searched again`() {
        // Twelve at the same time have half a thousand million orders, and four thousand sets that may be done.
        let pushes = (0..<12).map { Self.push(UInt64($0), 20 + UInt64($0), HistoryContact(level: 1, number: $0)) }
        #expect(!History(steps: pushes + [Self.pop(40, 41, nil)]).isLinearizable)
        #expect(History(steps: pushes + [Self.pop(15, 41, nil)]).isLinearizable)
    }

    @Test func `first come, first served: by when pushes were, not by their places`() {
        let order = [Self.push(0, 1, Self.calm), Self.push(2, 3, Self.later)]
        #expect(History(steps: order).isFirstComeFirstServed)
        #expect(!History(steps: [Self.push(2, 3, Self.calm), Self.push(0, 1, Self.later)]).isFirstComeFirstServed)
        #expect(History(steps: [Self.push(1, 3, Self.calm), Self.push(0, 2, Self.later)]).isFirstComeFirstServed)
        #expect(History(steps: [Self.push(0, 1, Self.calm), Self.push(2, 3, Self.urgent)]).isFirstComeFirstServed)
    }
}
