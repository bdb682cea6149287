// SPDX-License-Identifier: Apache-2.0
internal import Foundation
internal import GRDB
internal import Glibc
internal import Synchronization

/// The disk of one site's home: shelves of small binary records, changed by durable transactions.
///
/// One process at a time has a directory open. Calls may come from any thread and run one after another; a call blocks
/// its thread for the disk, so the engine's thread uses ``GroupCommitter`` instead.
public final class Store: Sendable {
    /// Drawn at random when the store was made and stored in it: tells this store from one made anew in its place.
    public let incarnation: UInt64
    /// Counts the openings, this one included, from 1.
    ///
    /// It is durable before `init` returns, so a copy that was rolled back shows a number that was seen before.
    public let openCount: UInt64
    /// The directory as given to `init`.
    public let directory: String

    private let database: DatabaseQueue
    private let lock: Mutex<LockBox>
    private let unused: Atomic<Bool>

    /// A `Mutex` holds no optional of a non-copyable type that it can replace, so the lock sits in a box.
    private struct LockBox: ~Copyable {
        var lock: StoreLock?
    }

    /// Opens the store in a directory, making directory and store first if asked to and they are missing.
    ///
    /// - Parameters:
    ///   - directory: where `home.sqlite` lies; on a local disk. Only its last part is made.
    ///   - create: whether to make a store where there is none.
    /// - Throws: `inUse` when another has it open, `missing`, `corrupt`, `newer`, `full`, `io`.
    /// - Complexity: O(size of the store): the file is checked once.
    public init(directory: String, create: Bool) throws(HomeStoreError) {
        self.directory = directory
        try Self.prepare(directory, create: create)
        let lock = try StoreLock(directory: directory)
        if access(StoreFile.path(in: directory), F_OK) != 0 {
            guard create else { throw Self.missing(directory) }
            // SQLite would pour an orphaned log into the new file, so a store that lost its file is damage, not "new".
            guard access("\(StoreFile.path(in: directory))-wal", F_OK) != 0 else {
                throw .corrupt(directory, operation: "open", cause: "home.sqlite is gone, home.sqlite-wal is there")
            }
            try StoreFile.make(in: directory, incarnation: UInt64.random(in: 1...UInt64.max))
        }
        database = try StoreFile.open(in: directory)
        do {
            let opening = try database.inDatabase { db -> (UInt64, UInt64, Bool) in
                try db.execute(sql: "UPDATE store SET opens = opens + 1")
                guard let row = try Row.fetchOne(db, sql: "SELECT incarnation, opens, used FROM store") else {
                    throw HomeStoreError.corrupt(directory, operation: "open", cause: "its own row is gone")
                }
                let incarnation: Int64 = row[0]
                let opens: Int64 = row[1]
                let used: Bool = row[2]
                return (UInt64(bitPattern: incarnation), UInt64(bitPattern: opens), used)
            }
            incarnation = opening.0
            openCount = opening.1
            unused = Atomic(!opening.2)
        } catch {
            throw .wrapping(error, operation: "open", directory: directory)
        }
        self.lock = Mutex(LockBox(lock: lock))
    }

    deinit {
        close()
    }

    /// Whether nothing was ever committed to the store, in this opening or an earlier one.
    public var isNew: Bool { unused.load(ordering: .acquiring) }

    /// Hands over all records of a shelf, one after another, in order of their keys.
    ///
    /// - Parameters:
    ///   - shelf: the shelf to read.
    ///   - body: called for each record; it must not call the store. What it throws ends the reading: a
    ///     ``HomeStoreError`` passes, anything else means that the record cannot be understood and becomes `corrupt`.
    /// - Throws: `corrupt`, `io`, `closed`.
    /// - Complexity: O(records); one record in memory at a time.
    public func load(_ shelf: Shelf, _ body: (StoredRecord) throws -> Void) throws(HomeStoreError) {
        do {
            try database.inDatabase { db in
                let rows = try Row.fetchCursor(db.cachedStatement(sql: shelf.loadSQL))
                while let row = try rows.next() {
                    let record = StoredRecord(key: try row.bytes(at: 0), value: try row.bytes(at: 1))
                    do {
                        try body(record)
                    } catch let error as HomeStoreError {
                        throw error
                    } catch {
                        let name = record.key.prefix(32).map { String(format: "%02x", $0) }.joined()
                        throw HomeStoreError.corrupt(
                            directory, operation: "load", cause: "record \(name) of \(shelf): \(error)")
                    }
                }
            }
        } catch {
            throw .wrapping(error, operation: "load", directory: directory)
        }
    }

    /// Records of a shelf.
    ///
    /// - Throws: `corrupt`, `io`, `closed`.
    /// - Complexity: O(records), without a look at any of them.
    public func count(_ shelf: Shelf) throws(HomeStoreError) -> Int {
        do {
            return try database.inDatabase { try Int.fetchOne($0.cachedStatement(sql: shelf.countSQL)) ?? 0 }
        } catch {
            throw .wrapping(error, operation: "count", directory: directory)
        }
    }

    /// Reads one record.
    ///
    /// - Returns: the value, or nil if the shelf has no such key.
    /// - Throws: `corrupt`, `io`, `closed`.
    /// - Complexity: O(log records).
    public func get(_ shelf: Shelf, _ key: [UInt8]) throws(HomeStoreError) -> [UInt8]? {
        do {
            return try database.inDatabase { db in
                let statement = try db.cachedStatement(sql: shelf.getSQL)
                let row = try Row.fetchOne(statement, arguments: [Data(key)])
                return try row?.bytes(at: 0)
            }
        } catch {
            throw .wrapping(error, operation: "get", directory: directory)
        }
    }

    /// Makes all the changes, in their order, or none of them; durable (after fsync) on return.
    ///
    /// - Parameter changes: the changes; with none, nothing happens.
    /// - Throws: `full`: nothing was kept. `io`: the changes may or may not be there after reopening, and the store
    ///   should be closed. `corrupt`, `closed`.
    /// - Complexity: O(changes × log records), one fsync; now and then the write-ahead log is copied into the database.
    public func commit(_ changes: [StoreChange]) throws(HomeStoreError) {
        try commit(groups: CollectionOfOne(changes))
    }

    /// As ``commit(_:)``, for changes that lie in several arrays: all of them are one transaction.
    func commit(groups: some Sequence<[StoreChange]>) throws(HomeStoreError) {
        do {
            try database.inDatabase { db in
                var writer = StoreWriter(db)
                var begun = false
                do {
                    for group in groups {
                        for change in group {
                            if !begun {
                                begun = true
                                try writer.begin()
                            }
                            try writer.write(change)
                        }
                    }
                    guard begun else { return }
                    if isNew { try db.execute(sql: "UPDATE store SET used = 1") }
                    try writer.commit()
                    unused.store(false, ordering: .releasing)
                } catch {
                    // The first error is the one to report; SQLite may have rolled back on its own.
                    if db.isInsideTransaction { try? db.rollback() }
                    throw error
                }
            }
        } catch {
            throw .wrapping(error, operation: "commit", directory: directory)
        }
    }

    /// The bytes this user may still write to the disk that holds the store; 0 if the system does not say.
    ///
    /// - Complexity: one system call.
    public func freeBytes() -> UInt64 {
        var answer = statvfs()
        guard statvfs(directory, &answer) == 0 else { return 0 }
        return UInt64(answer.f_bavail) * UInt64(answer.f_frsize)
    }

    /// The bytes of the database and its write-ahead log.
    ///
    /// - Complexity: two system calls.
    public func sizeBytes() -> UInt64 {
        let path = StoreFile.path(in: directory)
        return [path, "\(path)-wal"].reduce(0) { sum, file in
            var answer = stat()
            return stat(file, &answer) == 0 ? sum + UInt64(answer.st_size) : sum
        }
    }

    /// Closes the store and lets others open it; later calls throw `closed`, a second `close` does nothing.
    ///
    /// - Complexity: O(size of the write-ahead log), which is copied into the database.
    public func close() {
        lock.withLock { box in
            guard box.lock != nil else { return }
            // What is durable stays so whether or not the last copying works; there is nobody to tell.
            try? database.close()
            box.lock = nil
        }
    }

    /// Bounds the database's size, as a full disk would; for tests.
    func limit(pages: Int) throws {
        try database.inDatabase { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
    }

    /// Answers a pragma; for tests.
    func pragma(_ name: String) throws -> String? {
        try database.inDatabase { try String.fetchOne($0, sql: "PRAGMA \(name)") }
    }

    private static func prepare(_ directory: String, create: Bool) throws(HomeStoreError) {
        guard access(directory, F_OK) != 0 else { return }
        guard create else { throw missing(directory) }
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
            throw .system(errno, operation: "open", what: "Cannot make \(directory)")
        }
        try StoreFile.synchronise(directory: "\(directory)/..")
    }

    private static func missing(_ directory: String) -> HomeStoreError {
        HomeStoreError(
            .missing, operation: "open",
            message: "There is no store in \(directory). Give the directory of an existing home, or ask for a new one.")
    }
}
