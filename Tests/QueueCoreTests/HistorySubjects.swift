// SPDX-License-Identifier: Apache-2.0
import QueueCore
import Synchronization

extension WaitingLine {
    /// Does as asked. Whoever pushes has no arrival of its own, so contacts come in any order.
    mutating func answer(_ request: HistoryRequest) -> HistoryAnswer {
        switch request {
        case .push(let contact): return placed(insert(contact.key.mark, at: contact.key), contact.key)
        case .putBack(let key): return placed(putBack(key.mark, at: key, .unknown), key)
        case .popFirst: return HistoryAnswer(popped: popFirst())
        case .cancel(let contact):
            guard let (key, value) = find(contact) else { return .removed(nil) }
            return value == key.mark && remove(.unknown, at: key) == value ? .removed(key) : .refused
        case .position(let contact):
            return .position(find(contact).map { position(of: .unknown, at: $0.key) ?? 0 })
        }
    }

    private func placed(_ handle: LineHandle?, _ key: LineKey) -> HistoryAnswer {
        handle == nil ? .refused : .placed(key)
    }

    private func find(_ contact: HistoryContact) -> (key: LineKey, value: UInt32)? {
        first { key, _ in key.sequence == contact.number }
    }
}

extension HistoryAnswer {
    init(popped: (key: LineKey, value: UInt32)?) {
        self = popped.map { $0.value == $0.key.mark } ?? true ? .first(popped?.key) : .refused
    }
}

extension HistoryContact {
    /// Its key in a line that leaves the arrival to others.
    var key: LineKey { LineKey(level: level, arrival: 0, sequence: number) }
}

extension LineKey {
    /// A value that shows whose it is.
    var mark: UInt32 { UInt32(truncatingIfNeeded: sequence) &* 7 &+ UInt32(level) }
}

/// A line under a lock: what must pass.
final class LockedLine: HistorySubject {
    private let line = Locked(WaitingLine())

    func perform(_ request: HistoryRequest, by thread: inout HistoryThread) -> HistoryAnswer {
        line.withLock { line in
            thread.delay()
            return line.answer(request)
        }
    }
}

/// The line under test.
struct LineWithLanes: HistorySubject {
    /// Each thread has every third of many lanes, so that whoever looks takes long from the first to the last, and a
    /// thread pushes before and behind him meanwhile. Lanes have few places, so that some get full.
    let line = ConcurrentLine(laneCount: 63, laneCapacity: 2)
    let isFirstComeFirstServed = true

    func perform(_ request: HistoryRequest, by thread: inout HistoryThread) -> HistoryAnswer {
        switch request {
        case .push(let contact):
            let lane = thread.index + HistoryThread.count * thread.draw(below: 21)
            let key = line.push(contact.key.mark, level: contact.level, sequence: contact.number, lane: lane)
            return key.map { .placed($0) } ?? .refused
        case .popFirst where thread.draw(below: 2) == 0:
            return HistoryAnswer(popped: line.popFirst())
        default:
            return line.withLine { line in
                thread.delay()
                let answer = line.answer(request)
                thread.delay()
                return answer
            }
        }
    }
}

/// A queue a level, each under a lock, and a bitmap that says which have any, as one would write it first: what must
/// fail.
///
/// A bit is set only when it is clear, and cleared by whoever finds its level empty, who then looks once more. For a
/// moment the bit of a level with contacts may be clear; and between the look at the bitmap and the look at the level a
/// more urgent contact may come.
final class LevelsWithBitmap: HistorySubject {
    private let levels = (0..<HistoryThread.count).map { _ in Locked<[LineKey]>([]) }
    private let bitmap = Atomic<UInt8>(0)

    func perform(_ request: HistoryRequest, by thread: inout HistoryThread) -> HistoryAnswer {
        switch request {
        case .push(let contact): return place(contact.key, by: &thread)
        case .putBack(let key): return place(key, by: &thread)
        case .popFirst: return .first(popFirst(by: &thread))
        case .cancel(let contact):
            return levels[Int(contact.level)].withLock { keys in
                .removed(keys.firstIndex(of: contact.key).map { keys.remove(at: $0) })
            }
        case .position(let contact):
            let ahead = levels[(Int(contact.level) + 1)...].map { level in level.withLock { $0.count } }
            let index = levels[Int(contact.level)].withLock { $0.firstIndex(of: contact.key) }
            return .position(index.map { $0 + 1 + ahead.reduce(0, +) })
        }
    }

    private func place(_ key: LineKey, by thread: inout HistoryThread) -> HistoryAnswer {
        levels[Int(key.level)].withLock { keys in
            keys.insert(key, at: keys.firstIndex { key < $0 } ?? keys.count)
        }
        thread.delay()
        let bit: UInt8 = 1 << key.level
        if bitmap.load(ordering: .sequentiallyConsistent) & bit == 0 {
            bitmap.bitwiseOr(bit, ordering: .sequentiallyConsistent)
        }
        return .placed(key)
    }

    private func popFirst(by thread: inout HistoryThread) -> LineKey? {
        while true {
            let bits = bitmap.load(ordering: .sequentiallyConsistent)
            if bits == 0 { return nil }
            let level = 7 - bits.leadingZeroBitCount
            thread.delay()
            if let key = popFirst(of: level) { return key }
            thread.delay()
            bitmap.bitwiseAnd(~(1 << UInt8(level)), ordering: .sequentiallyConsistent)
            thread.delay()
            if let key = popFirst(of: level) {
                bitmap.bitwiseOr(1 << UInt8(level), ordering: .sequentiallyConsistent)
                return key
            }
        }
    }

    private func popFirst(of level: Int) -> LineKey? {
        levels[level].withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
}
