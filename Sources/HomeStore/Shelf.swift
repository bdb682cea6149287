// SPDX-License-Identifier: Apache-2.0

/// A named part of the store with keys of its own.
///
/// The raw values are written to no disk by the store itself; they are stable so that a caller may send them to an
/// heir.
public enum Shelf: UInt8, CaseIterable, Sendable {
    /// What the home knows of itself: term, island, heirs, ranges of claim numbers.
    case meta = 0
    /// The cells of contacts, with what belongs to them.
    case contacts = 1
    /// The cells of agents' slots.
    case agents = 2
    /// Answered requests, kept so that a repeated request gets the same answer.
    case requests = 3

    /// The table that holds the shelf.
    var table: String {
        switch self {
        case .meta: "shelf_meta"
        case .contacts: "shelf_contacts"
        case .agents: "shelf_agents"
        case .requests: "shelf_requests"
        }
    }

    /// Puts a record; an empty blob arrives as NULL (SQLite binds a null pointer so), hence the `ifnull`.
    var putSQL: String {
        """
        INSERT INTO \(table)(key, value) VALUES (ifnull(?1, zeroblob(0)), ifnull(?2, zeroblob(0)))
        ON CONFLICT(key) DO UPDATE SET value = excluded.value
        """
    }

    /// Removes a record.
    var removeSQL: String { "DELETE FROM \(table) WHERE key = ifnull(?1, zeroblob(0))" }

    /// Reads one record's value.
    var getSQL: String { "SELECT value FROM \(table) WHERE key = ifnull(?1, zeroblob(0))" }

    /// Counts the records.
    var countSQL: String { "SELECT count(*) FROM \(table)" }

    /// Reads all records in order of their keys.
    var loadSQL: String { "SELECT key, value FROM \(table) ORDER BY key" }
}
