// SPDX-License-Identifier: Apache-2.0
import BrokerTestKit
import NATSClient
import Testing

@Suite struct KeyValueTests {
    private func bucket(_ connection: NATSConnection) throws -> KeyValueBucket {
        try JetStream(connection).keyValue(bucket: SharedServer.unique("B"), create: true)
    }

    @Test func valuesComeAndGo() throws {
        let connection = try SharedServer.get().connect()
        defer { connection.close() }
        let bucket = try bucket(connection)
        #expect(try bucket.get("day.1") == nil)
        #expect(try bucket.create("day.1", "key".bytes) == 1)
        #expect(try bucket.get("day.1")?.text == "key")
        let again = failure { () throws(NATSError) in try bucket.create("day.1", "other".bytes) }
        #expect(again?.code == .wrongLastSequence)
        #expect(try bucket.put("day.1", "new".bytes) == 2)
        #expect(try bucket.put("day.2", []) == 3)
        #expect(try bucket.get("day.1")?.text == "new")
        #expect(try bucket.get("day.2") == [])
        try bucket.delete("day.1")
        #expect(try bucket.get("day.1") == nil)
        #expect(try bucket.entry("day.1") == KeyValueEntry(key: "day.1", value: nil, revision: 4))
        let used = failure { () throws(NATSError) in try bucket.create("day.1", "x".bytes) }
        #expect(used?.code == .wrongLastSequence)
        try bucket.purge("day.2")
        try bucket.purge("day.2")
        try bucket.purge("day.3")
        #expect(try bucket.get("day.2") == nil)
        #expect(try bucket.entries().map(\.key).sorted() == ["day.1", "day.2", "day.3"])
        #expect(try bucket.entries().allSatisfy { $0.value == nil })
        #expect(failure { () throws(NATSError) in _ = try bucket.get("a.*") }?.code == .badSubject)
        let missing = failure { () throws(NATSError) in _ = try JetStream(connection).keyValue(bucket: "NONE") }
        #expect(missing?.code == .notFound)
    }

    @Test func aWatcherSeesThePresentAndTheChanges() throws {
        let connection = try SharedServer.get().connect()
        defer { connection.close() }
        let bucket = try bucket(connection)
        try bucket.put("a", "1".bytes)
        try bucket.put("a", "2".bytes)
        try bucket.put("b", "3".bytes)
        let seen = Collector<String>()
        let watcher = bucket.watchAll(onEntry: { seen.add("\($0.key)=\($0.value?.text ?? "deleted")@\($0.revision)") })
        try Eventually.equal("present", ["a=2@2", "b=3@3"]) { seen.values }
        try bucket.put("c", "4".bytes)
        try bucket.delete("b")
        try bucket.purge("a")
        try Eventually.equal("changes", ["a=2@2", "b=3@3", "c=4@4", "b=deleted@5", "a=deleted@6"]) { seen.values }
        watcher.stop()
        try bucket.put("d", [])
        #expect(seen.count == 5)
    }

    @Test func oneCreatorWins() throws {
        let server = try SharedServer.get()
        let connection = try server.connect()
        defer { connection.close() }
        let bucket = try bucket(connection)
        let winners = Collector<Int>()
        let threads = (0..<6).map { number in
            TestThread {
                if failure({ () throws(NATSError) in try bucket.create("lease", "\(number)".bytes) }) == nil {
                    winners.add(number)
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(winners.count == 1)
        #expect(try bucket.get("lease")?.text == winners.values.first.map { "\($0)" })
    }
}
