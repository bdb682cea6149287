// SPDX-License-Identifier: Apache-2.0
internal import Foundation
internal import GRDB

/// A site's history on one node: ended contacts and agents' presence, in plain tables of a file of its own.
///
/// The file is `history.sqlite`, apart from the home's store: whoever reads it keeps nobody waiting, and the home goes
/// on without it. Its commits are not synchronised: a power cut may cost the last ones, and what is written again at
/// the next start replaces what is there.
public final class HistoryFile: Sendable {
    /// Version of the tables.
    static let version = Int32(steps.count)
    private static let steps = [schema, addedBy2, addedBy3]
    private let database: DatabaseQueue
    private let directory: String

    /// The tables of version 1, as operators may query them. Columns may be added; none changes its meaning.
    public static let schema = """
        CREATE TABLE contact(
            number INTEGER PRIMARY KEY, id TEXT NOT NULL, claim TEXT NOT NULL, site TEXT NOT NULL,
            topic TEXT NOT NULL, channel TEXT NOT NULL, priority INTEGER NOT NULL, arrived_at INTEGER NOT NULL,
            answered_at INTEGER, ended_at INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT,
            in_line_ms INTEGER NOT NULL, talk_ms INTEGER NOT NULL, conversations INTEGER NOT NULL,
            offers INTEGER NOT NULL, agent TEXT, caller_hash TEXT, timeline TEXT NOT NULL);
        CREATE INDEX contact_by_arrival ON contact(arrived_at);
        CREATE INDEX contact_by_end ON contact(ended_at);
        CREATE INDEX contact_by_claim ON contact(claim);
        CREATE TABLE presence(
            agent TEXT NOT NULL, at INTEGER NOT NULL, version INTEGER NOT NULL, site TEXT NOT NULL,
            intent TEXT NOT NULL, activity TEXT NOT NULL, reason TEXT, PRIMARY KEY(agent, at, version)) WITHOUT ROWID;
        CREATE INDEX presence_by_time ON presence(at);
        """

    /// What version 2 has added.
    public static let addedBy2 = """
        ALTER TABLE contact ADD COLUMN disposition TEXT;
        ALTER TABLE presence ADD COLUMN said_by TEXT;
        CREATE TABLE configuration(revision INTEGER PRIMARY KEY, at INTEGER NOT NULL, document TEXT NOT NULL);
        """

    /// What version 3 has added.
    public static let addedBy3 = "ALTER TABLE contact ADD COLUMN consult_of TEXT;"

    /// Where the file of a node's data directory is.
    public static func path(in directory: String) -> String { "\(directory)/history.sqlite" }

    /// Opens the history of a directory, and makes it where there is none.
    ///
    /// - Throws: `corrupt`, `newer`, `full`, `io`: the node can do without.
    public init(directory: String) throws(HomeStoreError) {
        self.directory = directory
        do {
            var configuration = Configuration()
            configuration.label = "history"
            configuration.busyMode = .timeout(5)
            database = try DatabaseQueue(path: Self.path(in: directory), configuration: configuration)
            try database.inDatabase { db in
                try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
                let found = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
                guard found <= Self.version else {
                    throw HomeStoreError(
                        .newer, operation: "open", message: "The history in \(directory) has format \(found).")
                }
                guard found < Self.version else { return }
                try db.inTransaction {
                    for step in Self.steps[Int(found)...] { try db.execute(sql: step) }
                    try db.execute(sql: "PRAGMA user_version = \(Self.version)")
                    return .commit
                }
            }
        } catch {
            throw .wrapping(error, operation: "open", directory: directory)
        }
    }

    /// Writes rows; those that are there already are replaced. Complexity: O(rows × log size).
    public func add(_ contacts: [EndedContact], _ presence: [PresenceChange]) throws(HomeStoreError) {
        do {
            try database.write { db in
                let contactSQL = "INSERT OR REPLACE INTO contact VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
                let contact = try db.cachedStatement(sql: contactSQL)
                for row in contacts { try contact.execute(arguments: row.arguments) }
                let change = try db.cachedStatement(sql: "INSERT OR REPLACE INTO presence VALUES (?,?,?,?,?,?,?,?)")
                for row in presence { try change.execute(arguments: row.arguments) }
            }
        } catch {
            throw .wrapping(error, operation: "commit", directory: directory)
        }
    }

    /// Keeps a configuration, and of all the latest `most`. One that is there already stays: it came into force then.
    /// Complexity: O(log size).
    public func add(_ configuration: KeptConfiguration, most: Int) throws(HomeStoreError) {
        do {
            try database.write { db in
                try db.execute(
                    sql: "INSERT OR IGNORE INTO configuration VALUES (?,?,?)",
                    arguments: [configuration.revision, configuration.at, configuration.document])
                try db.execute(
                    sql: "DELETE FROM configuration WHERE revision <= ?",
                    arguments: [configuration.revision - Int64(most)])
            }
        } catch {
            throw .wrapping(error, operation: "commit", directory: directory)
        }
    }

    /// The configuration of a revision; nil if it is not kept here. Complexity: O(log size).
    public func configuration(_ revision: Int64) throws(HomeStoreError) -> KeptConfiguration? {
        do {
            return try database.read { db in
                let row = try Row.fetchOne(
                    db, sql: "SELECT at, document FROM configuration WHERE revision = ?", arguments: [revision])
                return row.map { KeptConfiguration(revision: revision, at: $0[0], document: $0[1]) }
            }
        } catch {
            throw .wrapping(error, operation: "load", directory: directory)
        }
    }

    /// When the latest of all that is kept happened; nil when nothing is. Complexity: O(log size).
    public func newestAt() throws(HomeStoreError) -> Int64? {
        do {
            return try database.read { db in
                let ended = try Int64.fetchOne(db, sql: "SELECT max(ended_at) FROM contact")
                let changed = try Int64.fetchOne(db, sql: "SELECT max(at) FROM presence")
                return [ended, changed].compactMap { $0 }.max()
            }
        } catch {
            throw .wrapping(error, operation: "load", directory: directory)
        }
    }

    /// Forgets what ended, or began, before an instant; at most so many rows of each kind.
    ///
    /// - Returns: whether there may be more.
    /// - Complexity: O(limit × log size).
    public func forget(before instant: Int64, limit: Int) throws(HomeStoreError) -> Bool {
        do {
            return try database.write { db in
                try db.execute(
                    sql: """
                        DELETE FROM contact WHERE number IN
                        (SELECT number FROM contact WHERE ended_at < ? ORDER BY ended_at LIMIT ?)
                        """, arguments: [instant, limit])
                let contacts = db.changesCount
                try db.execute(
                    sql: """
                        DELETE FROM presence WHERE (agent, at, version) IN
                        (SELECT agent, at, version FROM presence WHERE at < ? ORDER BY at LIMIT ?)
                        """, arguments: [instant, limit])
                return max(contacts, db.changesCount) == limit
            }
        } catch {
            throw .wrapping(error, operation: "commit", directory: directory)
        }
    }

    /// Makes a history of another version where there is none; for tests.
    static func make(version: Int32, in directory: String) throws {
        let database = try DatabaseQueue(path: path(in: directory))
        try database.inDatabase { db in
            for step in steps.prefix(Int(version)) { try db.execute(sql: step) }
            try db.execute(sql: "PRAGMA user_version = \(version)")
        }
        try database.close()
    }

    /// Closes the file; later calls throw.
    public func close() { try? database.close() }
}

extension EndedContact {
    fileprivate var arguments: StatementArguments {
        [
            number, id, claim, site, topic, channel, priority, arrivedAt, answeredAt, endedAt, outcome, reason,
            inLineMs,
            talkMs, conversations, offers, agent, callerHash, timeline, disposition, consultOf,
        ]
    }
}

extension PresenceChange {
    fileprivate var arguments: StatementArguments { [agent, at, version, site, intent, activity, reason, by] }
}
