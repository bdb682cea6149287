// SPDX-License-Identifier: Apache-2.0
import QueueCore

/// Looks for an order of a history's steps in which a sequential line gives the same answers.
///
/// The search is Wing and Gong's (*Testing and Verifying Concurrent Objects*, JPDC 17, 1993) with Lowe's memory of dead
/// ends (*Testing for Linearizability*, CCPE 29(4), 2017): next may come any step before whose begin no other open step
/// was over. As the answers are given, which contacts wait follows from which steps are done, so a dead end is a set of
/// steps.
struct HistorySearch {
    /// A step as the search needs it. Contacts are bits, the most urgent the lowest.
    private struct Move {
        let begin: UInt64
        let end: UInt64
        let kind: HistoryRequest.Kind
        /// The contact asked about; 0 when no push of the history placed it, all bits when it has another key.
        var contact: UInt64 = 0
        /// The contact told, in the same way; 0 for none.
        var told: UInt64 = 0
        var position: Int?

        /// Who waits afterwards; nil when a line would have answered otherwise.
        func applied(to waiting: UInt64) -> UInt64? {
            switch kind {
            case .push, .putBack:
                let isFree = contact.nonzeroBitCount == 1 && waiting & contact == 0
                return told == contact && isFree ? waiting | contact : nil
            case .popFirst:
                return told == waiting & (0 &- waiting) ? waiting & ~told : nil
            case .cancel:
                return told == waiting & contact ? waiting & ~contact : nil
            case .position:
                let ahead = (waiting & (contact &- 1)).nonzeroBitCount
                return position == (waiting & contact == 0 ? nil : ahead + 1) ? waiting : nil
            }
        }
    }

    private let moves: [Move]
    private var deadEnds: Set<UInt64> = []

    init(_ history: History) {
        let keys = history.steps.compactMap { step -> LineKey? in
            guard case (.push, .placed(let key)) = (step.request, step.answer) else { return nil }
            return key
        }.sorted()
        precondition(history.steps.count <= 64 && keys.count < 64, "a history of more than 64 steps or 63 contacts")
        moves = history.steps.map { Self.move($0, among: keys) }
    }

    mutating func finds() -> Bool { finds(after: 0, waiting: 0) }

    /// Whether the rest can follow what is done.
    private mutating func finds(after done: UInt64, waiting: UInt64) -> Bool {
        if done.nonzeroBitCount == moves.count { return true }
        if deadEnds.contains(done) { return false }
        var firstEnd = UInt64.max
        for index in moves.indices where done >> UInt64(index) & 1 == 0 { firstEnd = min(firstEnd, moves[index].end) }
        for index in moves.indices where done >> UInt64(index) & 1 == 0 && moves[index].begin <= firstEnd {
            guard let rest = moves[index].applied(to: waiting) else { continue }
            if finds(after: done | 1 << UInt64(index), waiting: rest) { return true }
        }
        deadEnds.insert(done)
        return false
    }

    private static func move(_ step: HistoryStep, among keys: [LineKey]) -> Move {
        let bit: (LineKey) -> UInt64 = { key in keys.firstIndex(of: key).map { 1 << UInt64($0) } ?? .max }
        let numbered: (HistoryContact) -> UInt64 = { contact in
            keys.firstIndex { $0.sequence == contact.number }.map { 1 << UInt64($0) } ?? 0
        }
        var move: Move
        switch step.request {
        case .push(let contact):
            move = Move(begin: step.begin, end: step.end, kind: .push, contact: numbered(contact))
        case .popFirst:
            move = Move(begin: step.begin, end: step.end, kind: .popFirst)
        case .cancel(let contact):
            move = Move(begin: step.begin, end: step.end, kind: .cancel, contact: numbered(contact))
        case .putBack(let key):
            move = Move(begin: step.begin, end: step.end, kind: .putBack, contact: bit(key))
        case .position(let contact):
            move = Move(begin: step.begin, end: step.end, kind: .position, contact: numbered(contact))
        }
        switch step.answer {
        case .placed(let key): move.told = bit(key)
        case .first(let key), .removed(let key): move.told = key.map(bit) ?? 0
        case .position(let position): move.position = position
        case .refused:
            move.told = .max
            move.position = 0
        }
        return move
    }
}
