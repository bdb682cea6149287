// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HomeStore

/// What a site's history keeps, and what reads it.
@Suite("A site's history")
struct HistoryTests {
    static func contact(
        _ number: Int64, at arrivedAt: Int64, answered: Int64? = nil, ended: Int64, _ outcome: String = "handled",
        talkMs: Int64 = 0, site: String = "roma", topic: String = "pec", agent: String? = nil, caller: String? = nil,
        claim: String? = nil
    ) -> EndedContact {
        EndedContact(
            number: number, id: "c\(number)", claim: claim ?? "1\(number)", site: site, topic: topic, channel: "voice",
            priority: 100, arrivedAt: arrivedAt, answeredAt: answered.map { arrivedAt + $0 },
            endedAt: arrivedAt + ended, outcome: outcome, reason: nil, inLineMs: ended - talkMs, talkMs: talkMs,
            conversations: answered == nil ? 0 : 1, offers: answered == nil ? 0 : 1,
            agent: answered == nil ? nil : agent ?? "anna", callerHash: caller, timeline: "[]")
    }

    static func presence(
        _ agent: String, _ at: Int64, _ intent: String, _ activity: String, version: Int64 = 1, site: String = "roma"
    ) -> PresenceChange {
        PresenceChange(
            agent: agent, at: at, version: version, site: site, intent: intent, activity: activity, reason: nil)
    }

    @Test("What is written is read, once, while the writer has the file open")
    func reading() throws {
        let (roma, heir) = (try TemporaryDirectory(), try TemporaryDirectory())
        let first = try HistoryFile(directory: roma.path)
        let second = try HistoryFile(directory: heir.path)
        let one = Self.contact(1, at: 1_000, answered: 5_000, ended: 9_000, talkMs: 4_000, caller: "abcd")
        let two = Self.contact(2, at: 2_000, ended: 3_000, "abandoned", claim: "11")
        try first.add([one, two], [Self.presence("anna", 10, "available", "idle")])
        // Written again: replaced. And the heir has it too.
        try first.add([one], [])
        try second.add(
            [two], [Self.presence("anna", 10, "available", "idle"), Self.presence("anna", 2_500, "break", "idle")])
        let files = [roma.path, heir.path].map { HistoryFile.path(in: $0) }
        let all = try HistoryReading(files, from: 0, until: 5_000)
        #expect(all.contacts == [one, two])
        #expect(all.presence.map(\.at) == [10, 2_500])
        // The span is of arrivals; presence that holds at its beginning comes with it.
        let late = try HistoryReading(files, from: 2_000, until: 2_400)
        #expect(late.contacts == [two] && late.presence.map(\.at) == [10])
        let ofClaim = try HistoryReading(files, claim: "11")
        #expect(ofClaim.contacts == [one, two] && ofClaim.presence.isEmpty)
        first.close()
        second.close()
        // A history that was closed opens again, and goes on.
        let again = try HistoryFile(directory: roma.path)
        try again.add([Self.contact(3, at: 4_000, ended: 1)], [])
        #expect(try HistoryReading([files[0]], from: 0, until: 5_000).contacts.count == 3)
        again.close()
    }

    @Test("A history that is not there is an error, not a site without contacts")
    func missing() throws {
        let directory = try TemporaryDirectory()
        let error = #expect(throws: HomeStoreError.self) {
            _ = try HistoryReading([HistoryFile.path(in: directory.path)], claim: "11")
        }
        #expect(error?.code == .missing)
    }

    @Test("It forgets what is old, so many rows at a time")
    func forgetting() throws {
        let directory = try TemporaryDirectory()
        let file = try HistoryFile(directory: directory.path)
        let contacts = (1...10).map { Self.contact($0, at: $0 * 1_000, ended: 500, "abandoned") }
        let presence = (1...5).map { Self.presence("anna", $0 * 1_000, "available", "idle", version: $0) }
        #expect(try file.newestAt() == nil)
        try file.add([], presence)
        #expect(try file.newestAt() == 5_000)
        try file.add(contacts, presence)
        #expect(try file.newestAt() == 10_500)
        #expect(try file.forget(before: 8_000, limit: 4))
        #expect(try file.forget(before: 8_000, limit: 4) == false)
        let left = try HistoryReading([HistoryFile.path(in: directory.path)], from: 0, until: 100_000)
        #expect(left.contacts.map(\.number) == [8, 9, 10] && left.presence.isEmpty)
        file.close()
    }

    @Test("A newer version's history is refused")
    func newer() throws {
        let directory = try TemporaryDirectory()
        try HistoryFile.make(version: HistoryFile.version + 1, in: directory.path)
        let error = #expect(throws: HomeStoreError.self) { _ = try HistoryFile(directory: directory.path) }
        #expect(error?.code == .newer)
    }

    @Test("A history of before dispositions is read, and goes on with them")
    func older() throws {
        let directory = try TemporaryDirectory()
        try HistoryFile.make(version: 1, in: directory.path)
        let path = HistoryFile.path(in: directory.path)
        #expect(try HistoryReading([path], from: 0, until: 9_000).contacts.isEmpty)
        let file = try HistoryFile(directory: directory.path)
        var contact = Self.contact(1, at: 1_000, answered: 10, ended: 20)
        contact.disposition = "solved"
        var change = Self.presence("anna", 10, "break", "idle")
        change.by = "marta"
        try file.add([contact], [change])
        #expect(try HistoryReading([path], from: 0, until: 9_000).contacts == [contact])
        file.close()
    }

    @Test("It keeps the last configurations, each as of when it came into force")
    func configurations() throws {
        let directory = try TemporaryDirectory()
        let file = try HistoryFile(directory: directory.path)
        for revision in 1...5 as ClosedRange<Int64> {
            try file.add(KeptConfiguration(revision: revision, at: revision, document: "{}"), most: 3)
        }
        try file.add(KeptConfiguration(revision: 4, at: 99, document: "{}"), most: 3)
        #expect(try file.configuration(2) == nil)
        #expect(try file.configuration(4) == KeptConfiguration(revision: 4, at: 4, document: "{}"))
        file.close()
    }
}
