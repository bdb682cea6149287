// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import HomeStore

struct StoreTests {
    let home: TemporaryDirectory

    init() throws {
        home = try TemporaryDirectory()
    }

    @Test func `what was put comes back, in order of keys, from its own shelf`() throws {
        let store = try Store(directory: home.path, create: true)
        for (index, shelf) in Shelf.allCases.enumerated() {
            try store.commit([
                .put(shelf, key: [2, 0], value: [UInt8(index)]), .put(shelf, key: [2], value: []),
                .put(shelf, key: [], value: [9]), .put(shelf, key: [0xFF], value: Array(repeating: 1, count: 5000)),
            ])
        }
        for (index, shelf) in Shelf.allCases.enumerated() {
            let records = try all(shelf, of: store)
            #expect(records.map(\.key) == [[], [2], [2, 0], [0xFF]])
            #expect(records.map(\.value.count) == [1, 0, 1, 5000])
            #expect(try store.count(shelf) == 4)
            #expect(try store.get(shelf, [2, 0]) == [UInt8(index)])
            #expect(try store.get(shelf, [2]) == [])
            #expect(try store.get(shelf, [3]) == nil)
        }
    }

    @Test func `changes of one commit are made in their order`() throws {
        let store = try Store(directory: home.path, create: true)
        try store.commit([
            .put(.agents, key: [1], value: [1]), .remove(.agents, key: [1]), .put(.agents, key: [1], value: [2]),
            .put(.agents, key: [1], value: [3]), .put(.agents, key: [2], value: [1]), .remove(.agents, key: [2]),
            .remove(.agents, key: [7]),
        ])
        #expect(try all(.agents, of: store) == [StoredRecord(key: [1], value: [3])])
    }

    @Test func `records, incarnation and the count of openings survive`() throws {
        var store = try Store(directory: home.path, create: true)
        let incarnation = store.incarnation
        #expect(store.isNew)
        #expect(store.openCount == 1)
        store.close()

        store = try Store(directory: home.path, create: true)
        #expect(store.isNew, "nothing was committed in the first opening")
        try store.commit([])
        #expect(store.isNew, "an empty commit stores nothing")
        try store.commit([.put(.meta, key: [1], value: [2])])
        #expect(!store.isNew)
        store.close()

        store = try Store(directory: home.path, create: false)
        #expect(!store.isNew)
        #expect(store.incarnation == incarnation)
        #expect(store.openCount == 3)
        #expect(try store.get(.meta, [1]) == [2])
        let other = try TemporaryDirectory()
        #expect(try Store(directory: other.path, create: true).incarnation != incarnation)
    }

    @Test func `a copy that was rolled back shows a count seen before`() throws {
        try Store(directory: home.path, create: true).close()
        let file = StoreFile.path(in: home.path)
        try FileManager.default.copyItem(atPath: file, toPath: file + ".old")
        let seen = try Store(directory: home.path, create: false)
        let count = seen.openCount
        seen.close()
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.moveItem(atPath: file + ".old", toPath: file)
        #expect(try Store(directory: home.path, create: false).openCount <= count)
    }

    @Test func `every commit is synchronised and others are kept out`() throws {
        let store = try Store(directory: home.path, create: true)
        #expect(try store.pragma("journal_mode") == "wal")
        #expect(try store.pragma("synchronous") == "2")
        #expect(try store.pragma("locking_mode") == "exclusive")
        #expect(try store.pragma("wal_autocheckpoint") == String(StoreFile.checkpointPages))
    }

    @Test func `a second opening is refused, in this process and in another`() async throws {
        let store = try Store(directory: home.path, create: true)
        let path = home.path
        let error = #expect(throws: HomeStoreError.self) { try Store(directory: path, create: true) }
        #expect(error?.code == .inUse)
        #expect(error?.message.contains("process \(getpid())") == true)
        await #expect(processExitsWith: .exitCode(7)) { [path = path as String] in
            do {
                _ = try Store(directory: path, create: true)
            } catch let error as HomeStoreError where error.code == .inUse {
                exit(7)
            }
        }
        store.close()
        #expect(try Store(directory: path, create: false).openCount == 2)
    }

    @Test func `a store that is not there is missing, with or without its directory`() throws {
        for path in [home.path, home.path + "/nowhere"] {
            let error = #expect(throws: HomeStoreError.self) { try Store(directory: path, create: false) }
            #expect(error?.code == .missing)
        }
        #expect(try Store(directory: home.path + "/new", create: true).isNew)
        let error = #expect(throws: HomeStoreError.self) { try Store(directory: home.path + "/a/b", create: true) }
        #expect(error?.code == .io)
        #expect(error?.raw == -ENOENT)
    }

    @Test func `a creation that was cut short begins again`() throws {
        try Data("half a database".utf8).write(to: URL(fileURLWithPath: home.path + "/home.sqlite.new"))
        let store = try Store(directory: home.path, create: true)
        #expect(store.openCount == 1)
        #expect(!FileManager.default.fileExists(atPath: home.path + "/home.sqlite.new"))
    }

    @Test func `a closed store says so`() throws {
        let store = try Store(directory: home.path, create: true)
        store.close()
        store.close()
        let error = #expect(throws: HomeStoreError.self) { try store.commit([.remove(.meta, key: [1])]) }
        #expect(error?.code == .closed)
        #expect(throws: HomeStoreError.self) { try store.get(.meta, [1]) }
    }

    @Test func `sizes are told`() throws {
        let store = try Store(directory: home.path, create: true)
        let before = store.sizeBytes()
        try store.commit((0..<1000).map { .put(.requests, key: key($0), value: Array(repeating: 1, count: 200)) })
        #expect(store.sizeBytes() > before + 200_000)
        #expect(store.freeBytes() > 0)
    }

    @Test func `a record its reader cannot understand is damage, named by its key`() throws {
        struct Odd: Error {}
        let store = try Store(directory: home.path, create: true)
        try store.commit([.put(.contacts, key: [0xAB, 1], value: [1]), .put(.contacts, key: [0xFF], value: [1])])
        var seen = 0
        let error = #expect(throws: HomeStoreError.self) {
            try store.load(.contacts) { _ in
                seen += 1
                throw Odd()
            }
        }
        #expect(seen == 1)
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains("ab01") == true)
    }
}
