// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import LoadHarness
@testable import PoolKit

@Suite("Inbox of what is heard")
struct NewsInboxTests {
    private func texts(_ inputs: [PartInput]) -> [String] {
        inputs.map { input in
            switch input {
            case .unreadable(let text): text
            case .dropped: "dropped"
            default: "other"
            }
        }
    }

    @Test("What is laid in is taken in order, once; what finds no room is said to be dropped")
    func bounded() {
        let inbox = NewsInbox<PartInput>(most: 3, dropped: .dropped)
        for number in 1...6 { inbox.put(.unreadable("\(number)")) }
        #expect(texts(inbox.take(waitingAtMost: 0)) == ["1", "2", "3", "dropped"])
        #expect(inbox.take(waitingAtMost: 0).isEmpty)
        inbox.put(.unreadable("7"))
        #expect(texts(inbox.take(waitingAtMost: 0)) == ["7"])
    }

    @Test("Whoever waits is woken by what another thread lays in")
    func waking() {
        let inbox = NewsInbox<PartInput>(most: PartInput.most, dropped: .dropped)
        let thread = Thread { inbox.put(.unreadable("a")) }
        thread.start()
        var taken: [PartInput] = []
        let end = ContinuousClock.now + .seconds(10)
        while taken.isEmpty, ContinuousClock.now < end { taken += inbox.take(waitingAtMost: 5_000_000_000) }
        #expect(texts(taken) == ["a"] && ContinuousClock.now < end - .seconds(4))
    }
}
