// SPDX-License-Identifier: Apache-2.0
import QueueCore
import Synchronization

/// A contact before it has a place: the line may choose the arrival.
struct HistoryContact: BitwiseCopyable, Sendable {
    let level: UInt8
    /// The sequence of its key.
    let number: UInt64
}

/// What a thread asks of a line.
enum HistoryRequest: BitwiseCopyable, Sendable {
    case push(HistoryContact)
    case popFirst
    case cancel(HistoryContact)
    case putBack(LineKey)
    case position(HistoryContact)

    /// The same without its contact: what to draw from.
    enum Kind: Sendable {
        case push, popFirst, cancel, putBack, position
    }
}

/// What a thread is told.
enum HistoryAnswer: BitwiseCopyable, Sendable {
    case placed(LineKey)
    case first(LineKey?)
    case removed(LineKey?)
    case position(Int?)
    /// What no history here gives reason to say: full, or the value of another contact.
    case refused
}

/// One operation of a thread.
struct HistoryStep: Sendable {
    let thread: Int
    let request: HistoryRequest
    let answer: HistoryAnswer
    /// Stamps of the moments before the request and after the answer.
    let begin: UInt64
    let end: UInt64
}

/// What threads did to one line that was empty at first, with the stamps of one clock.
struct History: Sendable, CustomStringConvertible {
    var steps: [HistoryStep] = []

    /// Whether one thread could have done the same alone, one operation after the other, each at a moment between its
    /// begin and its end (Herlihy and Wing, *Linearizability*, TOPLAS 12(3), 1990).
    ///
    /// - Precondition: at most 64 steps and 64 keys.
    var isLinearizable: Bool {
        var search = HistorySearch(self)
        return search.finds()
    }

    /// Whether each level is in the order in which its contacts came: a push that began after another was over has the
    /// later place. Of pushes at the same time either may come first.
    var isFirstComeFirstServed: Bool {
        let pushes = steps.compactMap { step -> (begin: UInt64, end: UInt64, key: LineKey)? in
            guard case (.push, .placed(let key)) = (step.request, step.answer) else { return nil }
            return (step.begin, step.end, key)
        }
        return pushes.allSatisfy { late in
            pushes.allSatisfy { $0.end > late.begin || $0.key.level != late.key.level || $0.key < late.key }
        }
    }

    /// A step a line, the earliest first.
    var description: String {
        steps.sorted { $0.begin < $1.begin }.map { step in
            "  [\(step.begin), \(step.end)] thread \(step.thread): \(step.request) -> \(step.answer)"
        }.joined(separator: "\n")
    }
}

/// Stamps that order operations as they really were.
///
/// A counter, and no clock: whoever adds to it later gets more, on every processor, and an addition is a full fence. A
/// clock that is read unfenced may be read before the store ahead of it is seen by others: a checker that believes it
/// finds faults in a plain mutex (16 of 20 runs).
final class HistoryClock: Sendable {
    private let next = Atomic<UInt64>(0)

    func stamp() -> UInt64 { next.wrappingAdd(1, ordering: .sequentiallyConsistent).oldValue }
}
