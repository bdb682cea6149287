// SPDX-License-Identifier: Apache-2.0
import QueueCore
import Synchronization

/// A line that one thread owns: others put commands in its inbox and wait for its acknowledgement.
struct HistoryEngine: HistorySubject {
    private struct Command: BitwiseCopyable, Sendable {
        let thread: Int
        /// nil: no more will come.
        let request: HistoryRequest?
    }

    private let inbox = Inbox<Command>(maxLanes: HistoryThread.count, spinCount: 16)
    private let lanes: [InboxLane<Command>]
    private let answers = (0..<HistoryThread.count).map { _ in SPSCRing<HistoryAnswer>(capacity: 8) }
    private let isAwaited: Bool

    /// Makes an engine.
    ///
    /// - Parameter isAwaited: whether a push is over when the engine says so. When it is over as its lane has it, the
    ///   engine is not linearizable: it may look at a lane before an urgent contact comes, and at the next lane after
    ///   a later one came.
    init(isAwaited: Bool) {
        self.isAwaited = isAwaited
        lanes = (0..<HistoryThread.count).compactMap { [inbox] _ in inbox.makeLane(capacity: 4) }
    }

    func perform(_ request: HistoryRequest, by thread: inout HistoryThread) -> HistoryAnswer {
        send(Command(thread: thread.index, request: request))
        if !isAwaited, case .push(let contact) = request { return .placed(contact.key) }
        var tries = 0
        while true {
            if let answer = answers[thread.index].tryPop() { return answer }
            RawThreads.backOff(&tries)
        }
    }

    func serve() {
        var line = WaitingLine()
        var thread = HistoryThread(0, of: 0, seed: 1)
        var isOpen = true
        while isOpen {
            inbox.wait(timeoutNanoseconds: ParkerTests.forEver)
            _ = inbox.drain(budgetPerLane: 2) { command in
                guard let request = command.request else { return isOpen = false }
                let answer = line.answer(request)
                thread.delay()
                if !isAwaited, case .push = request { return }
                // There is room: a thread has one command at a time that is answered.
                _ = answers[command.thread].tryPush(answer)
            }
        }
    }

    func finish() { send(Command(thread: 0, request: nil)) }

    private func send(_ command: Command) {
        var tries = 0
        while !lanes[command.thread].push(command) { RawThreads.backOff(&tries) }
    }
}
