// SPDX-License-Identifier: Apache-2.0
import Foundation
import QueueCore
import Synchronization

/// What threads make histories on.
protocol HistorySubject: Sendable {
    /// Whether contacts of a level are in the order in which they came.
    var isFirstComeFirstServed: Bool { get }
    /// Does it; delays itself where that makes trouble likely.
    func perform(_ request: HistoryRequest, by thread: inout HistoryThread) -> HistoryAnswer
    /// What a thread of its own does, if it needs one, until `finish()`.
    func serve()
    func finish()
}

extension HistorySubject {
    var isFirstComeFirstServed: Bool { false }
    func serve() {}
    func finish() {}
}

/// Lets threads make histories on one subject, and checks each.
struct HistoryRun {
    var seed: UInt64
    /// The most histories to make, and for how long at most: a loaded machine makes fewer.
    var histories: Int
    var limit: Duration
    var kinds = Self.everything
    /// How many threads take part; one alone shows whether a subject is right as such.
    var threads = HistoryThread.count

    static let everything: [HistoryRequest.Kind] = [
        .push, .push, .push, .popFirst, .popFirst, .cancel, .putBack, .position,
    ]

    struct Verdict: Sendable {
        var histories = 0
        /// The first that is wrong, and where it comes from.
        var fault: String?
    }

    /// Ends with the first history that is wrong.
    func run(on subject: some HistorySubject) -> Verdict {
        let rounds = Rounds(threads: threads)
        let parts = (0..<threads).map { _ in Locked<[HistoryStep]>([]) }
        let verdict = Locked(Verdict())
        let clock = HistoryClock()
        let member: @Sendable (Int) -> Void = { index in
            var history = 0
            while rounds.begin(history) {
                var thread = HistoryThread(index, of: history, seed: seed)
                rounds.meet(history)
                thread.run(on: subject, asking: kinds, clock)
                parts[index].withLock { $0 = thread.steps }
                rounds.end()
                history += 1
            }
        }
        let head: @Sendable () -> Void = {
            let deadline = ContinuousClock.now + limit
            var history = 0
            while history < histories && ContinuousClock.now < deadline && !verdict.withLock({ $0.fault != nil }) {
                rounds.open(history)
                var thread = HistoryThread(0, of: history, seed: seed)
                rounds.meet(history)
                thread.run(on: subject, asking: kinds, clock)
                rounds.end()
                rounds.awaitEnd(history)
                thread.empty(subject, clock)
                var made = History(steps: thread.steps)
                for part in parts.dropFirst() { made.steps += part.withLock { $0 } }
                let isRight =
                    made.isLinearizable && (!subject.isFirstComeFirstServed || made.isFirstComeFirstServed)
                verdict.withLock { verdict in
                    verdict.histories += 1
                    if !isRight { verdict.fault = "seed \(seed), history \(history):\n\(made)" }
                }
                history += 1
            }
            rounds.close()
            subject.finish()
        }
        RawThreads.run([head, { subject.serve() }] + (1..<threads).map { index in { member(index) } })
        return verdict.withLock { $0 }
    }

    /// Lets the threads begin each history together, and the first one know its end.
    private final class Rounds: Sendable {
        private let threads: Int
        private let opened = Atomic<Int>(0)
        private let arrivals = Atomic<Int>(0)
        private let departures = Atomic<Int>(0)

        init(threads: Int) { self.threads = threads }

        func open(_ round: Int) { opened.store(round + 1, ordering: .releasing) }
        func close() { opened.store(.max, ordering: .releasing) }

        /// False when there is no such round any more.
        func begin(_ round: Int) -> Bool {
            Self.await(opened, round + 1)
            return opened.load(ordering: .acquiring) != .max
        }

        func meet(_ round: Int) {
            arrivals.add(1, ordering: .acquiringAndReleasing)
            Self.await(arrivals, (round + 1) * threads)
        }

        func end() { departures.add(1, ordering: .acquiringAndReleasing) }
        func awaitEnd(_ round: Int) { Self.await(departures, (round + 1) * threads) }

        /// Few looks at a time: there are fewer processors than threads.
        private static func await(_ word: borrowing Atomic<Int>, _ value: Int) {
            var looks = 0
            while word.load(ordering: .acquiring) < value {
                looks += 1
                if looks & 15 == 0 { sched_yield() }
            }
        }
    }
}
