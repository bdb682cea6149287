// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import HomeStore

/// A store that is not whole must be refused, and say so; it must never look new.
struct DamageTests {
    let home: TemporaryDirectory
    var file: URL { URL(fileURLWithPath: StoreFile.path(in: home.path)) }

    init() throws {
        home = try TemporaryDirectory()
        let store = try Store(directory: home.path, create: true)
        try store.commit((0..<2000).map { .put(.contacts, key: key($0), value: Array(repeating: 5, count: 200)) })
        store.close()
    }

    private func expectDamage() {
        let error = #expect(throws: HomeStoreError.self) { try Store(directory: home.path, create: true) }
        #expect(error?.code == .corrupt, "\(String(describing: error))")
        #expect(error?.message.contains("damaged") == true)
        #expect(error?.message.contains("move them away") == true)
    }

    @Test func `garbage instead of a database`() throws {
        try Data(repeating: 0x5A, count: 8192).write(to: file)
        expectDamage()
    }

    @Test func `an empty file`() throws {
        try Data().write(to: file)
        expectDamage()
    }

    @Test func `a file cut in the middle`() throws {
        let whole = try Data(contentsOf: file)
        try whole.prefix(whole.count / 2).write(to: file)
        expectDamage()
    }

    @Test func `pages overwritten inside`() throws {
        var bytes = try Data(contentsOf: file)
        let middle = bytes.count / 2 / 4096 * 4096
        bytes.replaceSubrange(middle..<middle + 4096, with: Data(repeating: 0xA5, count: 4096))
        try bytes.write(to: file)
        expectDamage()
    }

    @Test func `the database gone and its log left`() throws {
        try FileManager.default.moveItem(at: file, to: URL(fileURLWithPath: file.path + "-wal"))
        expectDamage()
    }

    @Test func `a store of a newer version is left alone`() throws {
        var bytes = try Data(contentsOf: file)
        // The user version lies at byte 60 of the header, big-endian.
        bytes[63] = 2
        try bytes.write(to: file)
        let error = #expect(throws: HomeStoreError.self) { try Store(directory: home.path, create: true) }
        #expect(error?.code == .newer)
        #expect(try Data(contentsOf: file) == bytes)
    }
}
