// SPDX-License-Identifier: Apache-2.0
import Foundation
import QueueCore
import Synchronization

/// One of the threads that make a history: what it may ask, and its delays.
struct HistoryThread {
    /// How many operations a thread does, and how many contacts it may put in.
    static let steps = 5
    static let count = 3

    let index: Int
    private var random: SplitMix64
    /// The sequence of the history's first contact.
    private let base: UInt64
    /// Contacts it may still put in, in the order in which it will.
    private var fresh: [HistoryContact]
    /// Contacts it has taken out and may put back. As nobody else has them, none is ever put in twice.
    private var taken: [LineKey] = []
    private(set) var steps: [HistoryStep] = []

    /// Makes a thread for one history; the same arguments make the same choices.
    init(_ index: Int, of history: Int, seed: UInt64) {
        self.index = index
        base = UInt64(history) << 4
        // Every thread deals the same contacts out in the same way.
        var dealer = SplitMix64(seed: seed &+ base)
        let ranks = (0..<Self.count * Self.steps).shuffled(using: &dealer)
        fresh = ranks[index * Self.steps..<(index + 1) * Self.steps].map { [base] in Self.contact($0, base) }
        random = SplitMix64(seed: seed &+ base &+ UInt64(index) + 1)
    }

    /// One of the history's contacts: three levels of five.
    private static func contact(_ rank: Int, _ base: UInt64) -> HistoryContact {
        HistoryContact(level: UInt8(count - 1 - rank / steps), number: base + UInt64(rank))
    }

    /// Lets another thread run, or waits for a little while, or neither: it is to make threads meet. More or longer
    /// delays find more in a history, but less in a second.
    mutating func delay() {
        let draw = random.next()
        if draw & 15 == 0 { sched_yield() }
        if draw & 48 == 0 { for _ in 0..<draw >> 32 & 31 { atomicMemoryFence(ordering: .acquiring) } }
    }

    /// A choice that the thread's seed makes.
    mutating func draw(below limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

    /// Does its part of a history.
    mutating func run(on subject: some HistorySubject, asking kinds: [HistoryRequest.Kind], _ clock: HistoryClock) {
        for _ in 0..<Self.steps {
            let request = nextRequest(kinds)
            delay()
            ask(request, of: subject, clock)
        }
    }

    /// Takes out what is left when all threads are through, so that the history tells what was left.
    mutating func empty(_ subject: some HistorySubject, _ clock: HistoryClock) {
        for _ in 0...Self.count * Self.steps {
            ask(.popFirst, of: subject, clock)
            if case .first(nil)? = steps.last?.answer { return }
        }
    }

    private mutating func ask(_ request: HistoryRequest, of subject: some HistorySubject, _ clock: HistoryClock) {
        let begin = clock.stamp()
        let answer = subject.perform(request, by: &self)
        let end = clock.stamp()
        steps.append(HistoryStep(thread: index, request: request, answer: answer, begin: begin, end: end))
        switch answer {
        case .first(let key?), .removed(let key?): taken.append(key)
        default: break
        }
    }

    private mutating func nextRequest(_ kinds: [HistoryRequest.Kind]) -> HistoryRequest {
        let any = Self.contact(draw(below: Self.count * Self.steps), base)
        switch kinds[draw(below: kinds.count)] {
        case .popFirst: return .popFirst
        case .cancel: return .cancel(any)
        case .position: return .position(any)
        case .putBack where !taken.isEmpty: return .putBack(taken.removeLast())
        case .push, .putBack: return .push(fresh.removeLast())
        }
    }
}
