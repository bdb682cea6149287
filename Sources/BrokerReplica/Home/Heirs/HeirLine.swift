// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// The holder's copy of its home on one other node of the site: first what there is, a part at a time, then each write
/// as it is made; all of it in steps that the other node takes in their order and acknowledges.
struct HeirLine: Sendable {
    /// A step that is not acknowledged yet.
    struct Step: Sendable {
        let number: UInt64
        /// The write of this store that it copies; nil for a part of what there was.
        let write: UInt64?
        let writes: [StoreWrite]
    }

    /// Who it is: what would hold the home.
    var record: HomeRecord
    /// The last step made.
    private(set) var last: CopyPlace
    /// The last step that is on the other disk.
    private(set) var acknowledged: UInt64 = 0
    /// Steps behind it, in order.
    private(set) var open: [Step] = []
    /// What there is and was not copied yet, last first.
    var rest: [CopyRecord]
    /// Whether facts count only with it: set before the log is asked to list it (`Tests/Models/heirs.pml`).
    var isRequired = false
    /// Whether it is to be waited for no more, as soon as the log agrees.
    var isLost = false
    /// When it was last heard, or acknowledged something while steps were open, monotonic.
    var progressAt: Int64
    private var absences = 0
    /// Whether steps were dropped: what it acknowledges proves nothing any more.
    private var hasOverflowed = false
    private let capacity: Int
    /// What was acknowledged when steps were last said again.
    private var acknowledgedThen: UInt64 = 0

    init(
        _ record: HomeRecord, reign: UInt64, line: UInt64, copying rest: [CopyRecord], at now: Now,
        capacity: Int = Limits.heirBacklog
    ) {
        self.record = record
        self.capacity = capacity
        last = CopyPlace(reign: reign, line: line, step: 0)
        self.rest = rest
        progressAt = now.monotonic
    }

    /// The node.
    var node: NodeID { record.node }

    /// Whether it has everything that was ever written.
    var isWhole: Bool {
        rest.isEmpty && open.isEmpty && acknowledged > 0 && !hasOverflowed || isPlanted(.listedBeforeWhole)
    }

    /// The last write of the holder's store that is on this disk too; the largest number when all are.
    var holdsUpTo: UInt64 { open.first { $0.write != nil }.flatMap(\.write).map { $0 - 1 } ?? .max }

    /// Adds a step, and returns what to say of it. A node that is too far behind is lost: of what it does not have only
    /// the first write is kept, for facts wait for that until the log agrees.
    mutating func add(_ writes: [StoreWrite], write: UInt64?) -> HeirWord? {
        last.step += 1
        if open.count >= capacity, !hasOverflowed {
            hasOverflowed = true
            isLost = true
            open = open.filter { $0.write != nil }.prefix(1).map {
                Step(number: $0.number, write: $0.write, writes: [])
            }
        }
        guard !hasOverflowed else {
            if open.isEmpty, write != nil { open.append(Step(number: last.step, write: write, writes: [])) }
            return nil
        }
        open.append(Step(number: last.step, write: write, writes: writes))
        return .copy(last, writes)
    }

    /// The node has said how far it is.
    mutating func acknowledge(_ place: CopyPlace, at now: Now) {
        absences = 0
        guard !hasOverflowed else { return }
        guard place.reign == last.reign, place.line == last.line, place.step <= last.step else { return }
        if open.isEmpty || place.step > acknowledged { progressAt = now.monotonic }
        guard place.step > acknowledged else { return }
        acknowledged = place.step
        open.removeFirst(open.firstIndex { $0.number > place.step } ?? open.count)
    }

    /// Nobody listens where it was.
    mutating func absent() { absences += 1 }

    /// Whether it is not worth waiting for.
    func isSilent(at now: Now) -> Bool {
        absences >= 2 || now.monotonic - progressAt > Timing.heirSilence
    }

    /// Steps to say again: nothing was heard of them since the last time this was asked.
    mutating func stalled() -> [HeirWord] {
        defer { acknowledgedThen = acknowledged }
        guard !open.isEmpty, acknowledged == acknowledgedThen, !hasOverflowed else { return [] }
        return open.prefix(Self.window).map { step in
            .copy(CopyPlace(reign: last.reign, line: last.line, step: step.number), step.writes)
        }
    }

    /// Whether another part may be sent: what there is goes slower than what happens.
    var hasRoom: Bool { open.count < Self.window }

    /// Steps of one repetition, and parts under way.
    private static let window = 16
}
