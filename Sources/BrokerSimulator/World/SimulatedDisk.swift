// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import BrokerReplica

/// A home's store on a disk that is durable after fsync, and only then: a crash keeps what was synced and, perhaps,
/// some of what came after, in order.
struct SimulatedDisk {
    struct Record: Hashable {
        let shelf: UInt8
        let key: [UInt8]
    }

    /// Made with the store: an empty disk is another incarnation.
    let incarnation: UInt64
    /// Times the store was opened.
    private(set) var openCount: UInt64 = 0
    private var records: [Record: [UInt8]] = [:]
    /// By key, as a store reads them back.
    private var inOrder: [Record] {
        records.keys.sorted {
            ($0.shelf, $0.key.count) != ($1.shelf, $1.key.count)
                ? ($0.shelf, $0.key.count) < ($1.shelf, $1.key.count) : $0.key.lexicographicallyPrecedes($1.key)
        }
    }
    private var writing: [(number: UInt64, writes: [StoreWrite])] = []
    /// When the last write is synced: writes are synced in order.
    var lastDoneAt: Int64 = 0

    init(incarnation: UInt64) { self.incarnation = incarnation }

    /// Opens the store: what a node finds when it starts.
    mutating func open() -> StoredHome {
        openCount += 1
        var home = StoredHome(incarnation: incarnation, openCount: openCount)
        for record in inOrder {
            guard let shelf = StoreWrite.Shelf(rawValue: record.shelf), let value = records[record] else { continue }
            do { try home.add(shelf, key: record.key, value: value) } catch {
                preconditionFailure("a record does not read back: \(error)")
            }
        }
        return home
    }

    /// Every cell on the disk.
    var cells: [StoreWrite] {
        inOrder.compactMap { record in
            guard let shelf = StoreWrite.Shelf(rawValue: record.shelf), shelf == .contacts || shelf == .agents,
                let value = records[record]
            else { return nil }
            return .put(shelf, key: record.key, value: value)
        }
    }

    /// What the store has seen of the log.
    var seen: SeenPlace? {
        var home = StoredHome(incarnation: incarnation, openCount: openCount)
        for record in inOrder where record.shelf == StoreWrite.Shelf.meta.rawValue {
            guard let value = records[record] else { continue }
            do { try home.add(.meta, key: record.key, value: value) } catch {
                preconditionFailure("a record does not read back: \(error)")
            }
        }
        return home.seen
    }

    /// Begins to write.
    mutating func begin(_ writes: [StoreWrite], number: UInt64) { writing.append((number, writes)) }

    /// Everything up to a number is synced.
    mutating func sync(upTo number: UInt64) {
        while let first = writing.first, first.number <= number {
            writing.removeFirst()
            for write in first.writes { put(write) }
        }
    }

    /// The process or the machine is gone: the first `kept` of the writes begun are there, the others never were.
    mutating func crash(random: inout SplitMix64) {
        for write in writing.prefix(random.below(writing.count + 1)).flatMap(\.writes) { put(write) }
        writing = []
    }

    private mutating func put(_ write: StoreWrite) {
        switch write {
        case .put(let shelf, let key, let value):
            let record = Record(shelf: shelf.rawValue, key: key)
            records[record] = value
        case .remove(let shelf, let key): records[Record(shelf: shelf.rawValue, key: key)] = nil
        }
    }
}
