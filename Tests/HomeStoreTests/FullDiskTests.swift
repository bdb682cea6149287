// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import Testing

@testable import HomeStore

/// A disk without room, by a small file system, which root alone may mount, and by SQLite's own limit.
struct FullDiskTests {
    private func fill(_ store: Store) -> (whole: UInt64, error: HomeStoreError?) {
        var whole: UInt64 = 0
        while whole < 10_000 {
            let changes = (0..<16).map { index -> StoreChange in
                .put(.contacts, key: key(whole * 16 + index), value: Array(repeating: 3, count: 200))
            }
            do throws(HomeStoreError) {
                try store.commit(changes)
            } catch {
                return (whole, error)
            }
            whole += 1
        }
        return (whole, nil)
    }

    @Test func `a commit without room is refused whole and works when there is room`() throws {
        let home = try TemporaryDirectory()
        let store = try Store(directory: home.path, create: true)
        try store.limit(pages: 60)
        let (whole, error) = fill(store)
        #expect(error?.code == .full)
        #expect(error?.raw == 13)
        #expect(error?.message.contains("full") == true)
        #expect(try all(.contacts, of: store).count == Int(whole) * 16)
        try store.limit(pages: 100_000)
        try store.commit([.put(.contacts, key: key(1 << 40), value: [1])])
        store.close()
        let again = try Store(directory: home.path, create: false)
        #expect(try all(.contacts, of: again).count == Int(whole) * 16 + 1)
    }

    @Test func `a small file system fills up, nothing is half written, and the store goes on when it is larger`() throws
    {
        let home = try TemporaryDirectory()
        let isMounted = mount("tmpfs", home.path, "tmpfs", 0, "size=1m") == 0
        try #require(isMounted, "mount: \(String(cString: strerror(errno))); run this test as root")
        defer { umount2(home.path, Int32(MNT_DETACH)) }
        let store = try Store(directory: home.path, create: true)
        let (whole, error) = fill(store)
        #expect(error?.code == .full, "\(String(describing: error))")
        #expect(store.freeBytes() < 65_536)
        #expect(whole > 10)
        #expect(try all(.contacts, of: store).count == Int(whole) * 16)
        #expect(mount("tmpfs", home.path, "tmpfs", UInt(MS_REMOUNT), "size=8m") == 0)
        try store.commit([.put(.contacts, key: key(1 << 40), value: [1])])
        store.close()
        let again = try Store(directory: home.path, create: false)
        #expect(try all(.contacts, of: again).count == Int(whole) * 16 + 1)
    }

    @Test func `a committer without room stops, and resumes with the same groups`() throws {
        let home = try TemporaryDirectory()
        let store = try Store(directory: home.path, create: true)
        try store.limit(pages: 60)
        let failed = DispatchSemaphore(value: 0)
        let durable = Mutex<[UInt64]>([])
        let code = Mutex<HomeStoreError.Code?>(nil)
        let committer = GroupCommitter(store: store, maxGroup: 64) { number in
            durable.withLock { $0.append(number) }
        } onFailure: { error in
            code.withLock { $0 = error.code }
            failed.signal()
        }
        var accepted: UInt64 = 0
        while !committer.hasFailed, accepted < 100_000 {
            let value = [UInt8](repeating: 1, count: 200)
            if committer.submit([.put(.agents, key: key(accepted + 1), value: value)], number: accepted + 1) {
                accepted += 1
            }
        }
        failed.wait()
        #expect(code.withLock { $0 } == .full)
        #expect(!committer.submit([.put(.agents, key: [1], value: [])], number: accepted + 1))
        let reported = try #require(durable.withLock { $0.last })
        #expect(reported < accepted)
        #expect(try all(.agents, of: store).count == Int(reported))

        try store.limit(pages: 1_000_000)
        committer.resume()
        committer.stop()
        #expect(durable.withLock { $0.last } == accepted)
        #expect(durable.withLock { $0 == $0.sorted() })
        #expect(try all(.agents, of: store).map { number($0.key) } == Array(1...accepted))
    }

    @Test func `a disk that fails in another way is not taken for a full one`() async throws {
        let home = try TemporaryDirectory()
        await #expect(processExitsWith: .exitCode(9)) { [path = home.path as String] in
            // A limit on the size of files makes the write fail with EFBIG, in the child only.
            signal(SIGXFSZ, SIG_IGN)
            let store = try Store(directory: path, create: true)
            var limit = rlimit(rlim_cur: 300_000, rlim_max: 300_000)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            if FullDiskTests().fill(store).error?.code == .io { exit(9) }
        }
        // What was whole before the failure is there, and the store opens.
        let records = try all(.contacts, of: Store(directory: home.path, create: false))
        #expect(records.count.isMultiple(of: 16) && !records.isEmpty)
    }
}
