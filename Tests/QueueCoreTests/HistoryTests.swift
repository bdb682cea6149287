// SPDX-License-Identifier: Apache-2.0
import QueueCore
import Testing

/// Small histories of three real threads on one line, with delays drawn from a seed, each checked for linearizability.
///
/// A fault tells the seed and the history's number. The same choices are made again with them, but threads meet as they
/// like: look at the history that is printed.
@Suite("Histories", .serialized)
struct HistoryTests {
    private static let all = HistoryRun(seed: 1, histories: 20_000, limit: .seconds(2))
    /// Long enough that only a checker without eyes finds nothing: 20 to 70 violations a second are usual.
    private static let untilFound = HistoryRun(seed: 1, histories: .max, limit: .seconds(30))

    private static func run(
        _ run: HistoryRun, asking kinds: [HistoryRequest.Kind]? = nil, threads: Int = HistoryThread.count,
        on subject: some HistorySubject
    ) -> HistoryRun.Verdict {
        var run = run
        if let kinds { run.kinds = kinds }
        run.threads = threads
        return run.run(on: subject)
    }

    @Test func `must pass: a line under a lock`() {
        let verdict = Self.run(Self.all, on: LockedLine())
        #expect(verdict.fault == nil)
        #expect(verdict.histories > 0)
    }

    @Test func `must fail: a queue a level and a bitmap`() {
        let kinds: [HistoryRequest.Kind] = [.push, .popFirst]
        #expect(Self.run(Self.untilFound, asking: kinds, on: LevelsWithBitmap()).fault != nil)
    }

    @Test func `must fail: an engine whose pushes are over before it has them`() {
        #expect(Self.run(Self.untilFound, on: HistoryEngine(isAwaited: false)).fault != nil)
    }

    @Test func `what must fail is right with one thread`() {
        // So that it fails for what threads do to each other, and nothing else.
        var few = Self.all
        few.histories = 1000
        #expect(Self.run(few, threads: 1, on: LevelsWithBitmap()).fault == nil)
        #expect(Self.run(few, threads: 1, on: HistoryEngine(isAwaited: false)).fault == nil)
    }

    @Test func `an engine that acknowledges`() {
        let verdict = Self.run(Self.all, on: HistoryEngine(isAwaited: true))
        #expect(verdict.fault == nil)
        #expect(verdict.histories > 0)
    }

    @Test(arguments: [[HistoryRequest.Kind.push, .popFirst], HistoryRun.everything])
    func `ConcurrentLine`(kinds: [HistoryRequest.Kind]) {
        let verdict = Self.run(Self.all, asking: kinds, on: LineWithLanes())
        #expect(verdict.fault == nil)
        #expect(verdict.histories > 0)
    }
}
