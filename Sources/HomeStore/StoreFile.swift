// SPDX-License-Identifier: Apache-2.0
internal import GRDB
internal import Glibc

/// The database file: how it is made, opened and judged.
enum StoreFile {
    /// "CENT" in the file's header, so that nobody takes another program's database for a home.
    static let applicationID: Int32 = 0x4345_4E54
    /// Version of the tables.
    static let version: Int32 = 1
    /// Pages of 4 KiB in the write-ahead log after which a commit copies them into the database.
    static let checkpointPages = 4096

    /// Where the database of a directory lies.
    static func path(in directory: String) -> String { "\(directory)/home.sqlite" }

    /// Makes the database under another name and renames it when it is whole: a file named `home.sqlite` is complete,
    /// so an empty one is damage and never "new".
    static func make(in directory: String, incarnation: UInt64) throws(HomeStoreError) {
        let draft = "\(directory)/home.sqlite.new"
        for leftover in [draft, "\(draft)-journal"] where unlink(leftover) != 0 && errno != ENOENT {
            throw .system(errno, operation: "open", what: "Cannot remove \(leftover)")
        }
        do {
            let database = try DatabaseQueue(path: draft, configuration: configuration())
            try database.inDatabase { db in
                try db.execute(sql: "PRAGMA page_size = 4096; PRAGMA journal_mode = DELETE")
                try db.inTransaction(.exclusive) {
                    for shelf in Shelf.allCases {
                        try db.execute(
                            sql: """
                                CREATE TABLE \(shelf.table)(key BLOB PRIMARY KEY NOT NULL, value BLOB NOT NULL)
                                WITHOUT ROWID
                                """)
                    }
                    try db.execute(
                        sql: """
                            CREATE TABLE store(
                                incarnation INTEGER NOT NULL, opens INTEGER NOT NULL, used INTEGER NOT NULL)
                            """)
                    try db.execute(
                        sql: "INSERT INTO store VALUES (?, 0, 0)", arguments: [Int64(bitPattern: incarnation)])
                    try db.execute(
                        sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
                    return .commit
                }
            }
            try database.close()
        } catch {
            throw .wrapping(error, operation: "open", directory: directory)
        }
        guard rename(draft, path(in: directory)) == 0 else {
            throw .system(errno, operation: "open", what: "Cannot rename \(draft)")
        }
        try synchronise(directory: directory)
    }

    /// Opens the database and refuses what is not a whole store of this version.
    static func open(in directory: String) throws(HomeStoreError) -> DatabaseQueue {
        do {
            let database = try DatabaseQueue(path: path(in: directory), configuration: configuration())
            try database.inDatabase { db in
                try judge(db, directory: directory)
                // WAL: a commit is one sequential write and one fsync. FULL: that fsync is made at every commit.
                guard try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") == "wal" else {
                    throw HomeStoreError(
                        .io, operation: "open",
                        message: "The file system of \(directory) cannot hold a write-ahead log. Use a local disk.")
                }
                try db.execute(
                    sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = \(checkpointPages)")
            }
            return database
        } catch {
            throw .wrapping(error, operation: "open", directory: directory)
        }
    }

    /// What holds for every connection.
    ///
    /// EXCLUSIVE keeps other programs out and spares the shared index of the log.
    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.label = "home-store"
        configuration.busyMode = .timeout(2)
        configuration.prepareDatabase { db in
            try db.execute(
                sql: """
                    PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; PRAGMA cache_size = -8192;
                    PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF
                    """)
        }
        return configuration
    }

    private static func judge(_ db: Database, directory: String) throws {
        guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == applicationID else {
            throw HomeStoreError.corrupt(
                directory, operation: "open", cause: "home.sqlite is empty or another program's database")
        }
        let found = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard found <= version else {
            throw HomeStoreError(
                .newer, operation: "open",
                message: "The store in \(directory) has format \(found), this program knows \(version). "
                    + "Start the newer version of Centralino.")
        }
        // The whole store is read at start anyway, so reading it once more to judge it costs little.
        let verdict = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "no verdict"
        guard verdict == "ok" else {
            throw HomeStoreError.corrupt(directory, operation: "open", cause: verdict)
        }
    }

    /// Makes names in a directory durable.
    static func synchronise(directory: String) throws(HomeStoreError) {
        let descriptor = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .system(errno, operation: "open", what: "Cannot open \(directory)")
        }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw .system(errno, operation: "open", what: "Cannot make \(directory) durable")
        }
    }
}
