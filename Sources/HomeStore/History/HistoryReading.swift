// SPDX-License-Identifier: Apache-2.0
internal import Foundation
internal import GRDB

/// Nodes' histories, read from their files: also from those of nodes that do not run, and from copies.
public struct HistoryReading: Sendable {
    /// Contacts, by number; what two nodes of a site have is there once.
    public private(set) var contacts: [EndedContact] = []
    /// Presence, by agent and time; likewise.
    public private(set) var presence: [PresenceChange] = []

    /// Nothing.
    public init() {}

    /// Reads the contacts that arrived in a span, and the presence that holds in it: what was last before it, too.
    ///
    /// - Parameters:
    ///   - files: nodes' `history.sqlite`.
    ///   - from: the span's first millisecond since 1970.
    ///   - until: the first after it.
    /// - Throws: `missing`, `io`, `corrupt`: of any file, since a report without a site is another report.
    /// - Complexity: O(rows of the span), all in memory.
    public init(_ files: [String], from: Int64, until: Int64) throws(HomeStoreError) {
        try self.init(
            files, contacts: "SELECT * FROM contact WHERE arrived_at >= ?1 AND arrived_at < ?2",
            presence: """
                SELECT agent, at, version, site, intent, activity, reason FROM presence
                WHERE at >= ?1 AND at < ?2 UNION ALL
                SELECT agent, max(at), version, site, intent, activity, reason FROM presence WHERE at < ?1
                GROUP BY agent
                """, [from, until])
    }

    /// Reads the contacts of a claim.
    public init(_ files: [String], claim: String) throws(HomeStoreError) {
        try self.init(files, contacts: "SELECT * FROM contact WHERE claim = ?1", presence: nil, [claim])
    }

    private init(
        _ files: [String], contacts contactSQL: String, presence presenceSQL: String?,
        _ arguments: [any DatabaseValueConvertible & Sendable]
    ) throws(HomeStoreError) {
        var byNumber: [Int64: EndedContact] = [:]
        var changes: Set<PresenceChange> = []
        for file in files {
            guard FileManager.default.fileExists(atPath: file) else {
                throw HomeStoreError(.missing, operation: "load", message: "There is no history \(file).")
            }
            do {
                var configuration = Configuration()
                configuration.readonly = true
                configuration.busyMode = .timeout(5)
                let database = try DatabaseQueue(path: file, configuration: configuration)
                try database.read { db in
                    for row in try Row.fetchAll(db, sql: contactSQL, arguments: StatementArguments(arguments)) {
                        let contact = EndedContact(row)
                        byNumber[contact.number] = contact
                    }
                    guard let presenceSQL else { return }
                    for row in try Row.fetchAll(db, sql: presenceSQL, arguments: StatementArguments(arguments)) {
                        changes.insert(PresenceChange(row))
                    }
                }
            } catch {
                throw .wrapping(error, operation: "load", directory: file)
            }
        }
        contacts = byNumber.values.sorted { $0.number < $1.number }
        presence = changes.sorted { ($0.agent, $0.at, $0.version) < ($1.agent, $1.at, $1.version) }
    }
}

extension EndedContact {
    fileprivate init(_ row: Row) {
        self.init(
            number: row["number"], id: row["id"], claim: row["claim"], site: row["site"], topic: row["topic"],
            channel: row["channel"], priority: row["priority"], arrivedAt: row["arrived_at"],
            answeredAt: row["answered_at"], endedAt: row["ended_at"], outcome: row["outcome"], reason: row["reason"],
            inLineMs: row["in_line_ms"], talkMs: row["talk_ms"], conversations: row["conversations"],
            offers: row["offers"], agent: row["agent"], callerHash: row["caller_hash"], timeline: row["timeline"],
            disposition: row["disposition"], consultOf: row["consult_of"])
    }
}

extension PresenceChange {
    fileprivate init(_ row: Row) {
        self.init(
            agent: row[0], at: row[1], version: row[2], site: row[3], intent: row[4], activity: row[5],
            reason: row[6])
    }
}
