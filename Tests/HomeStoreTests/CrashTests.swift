// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import HomeStore

/// Processes that are killed while they commit.
struct CrashTests {
    private static let shelves: [Shelf] = [.contacts, .agents, .requests]

    /// Commits one group after another, writing each number reported durable over the last, until it is killed.
    private static func commitUntilKilled(_ directory: String, afterReports: Int) throws {
        let acknowledged = open(directory + "/acknowledged", O_RDWR | O_CREAT, 0o600)
        var last: UInt64 = 0
        pread(acknowledged, &last, 8, 0)
        let store = try Store(directory: directory, create: true)
        // After a kill more may be stored than was reported; go on behind it.
        try store.load(.contacts) { last = max(last, number($0.key)) }
        let reports = Counter()
        let committer = GroupCommitter(store: store, maxGroup: 64) { number in
            var number = number
            pwrite(acknowledged, &number, 8, 0)
            // Another thread kills, so that it strikes anywhere in the next transactions.
            if reports.next() == afterReports {
                Thread.detachNewThread { kill(getpid(), SIGKILL) }
            }
        } onFailure: { _ in
            exit(1)
        }
        while true {
            let next = last + 1
            let value = [UInt8](repeating: UInt8(truncatingIfNeeded: next), count: 300)
            let group = shelves.map { StoreChange.put($0, key: key(next), value: value) }
            if committer.submit(group, number: next) { last = next } else { usleep(100) }
        }
    }

    @Test func `kill -9 in the middle of commits loses nothing reported and divides no group`() async throws {
        let home = try TemporaryDirectory()
        var before: UInt64 = 0
        for reports in [1, 7, 23, 60, 111] {
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = home.path as String, reports = reports as Int] in
                try CrashTests.commitUntilKilled(path, afterReports: reports)
            }
            let bytes = try Data(contentsOf: URL(fileURLWithPath: home.path + "/acknowledged"))
            let acknowledged = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            #expect(acknowledged > before)
            let store = try Store(directory: home.path, create: false)
            let stored = try CrashTests.shelves.map { shelf in try all(shelf, of: store) }
            #expect(stored[0] == stored[1] && stored[1] == stored[2], "a group was divided")
            #expect(stored[0].count >= Int(acknowledged), "a group reported durable is gone")
            let numbers = stored[0].map { number($0.key) }
            #expect(numbers == Array(1...UInt64(numbers.count)), "a number in the middle is missing")
            #expect(stored[0].allSatisfy { $0.value == Array(repeating: $0.key[7], count: 300) })
            before = UInt64(numbers.count)
        }
        #expect(try Store(directory: home.path, create: false).openCount == 11)
    }
}
