// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Synchronization
import Testing

@testable import HomeStore

struct GroupCommitterTests {
    let home: TemporaryDirectory
    let store: Store

    init() throws {
        home = try TemporaryDirectory()
        store = try Store(directory: home.path, create: true)
    }

    private func put(_ index: UInt64) -> StoreChange { .put(.contacts, key: key(index), value: [1]) }

    @Test func `numbers are reported in order, up to the last, and what is reported is stored`() throws {
        let reports = Mutex<[UInt64]>([])
        let unstored = Mutex<[UInt64]>([])
        let store = store
        let committer = GroupCommitter(store: store, maxGroup: 100) { number in
            reports.withLock { $0.append(number) }
            if (try? store.get(.contacts, key(number))) == nil { unstored.withLock { $0.append(number) } }
        } onFailure: {
            Issue.record($0)
        }
        for index in 1...2000 as ClosedRange<UInt64> {
            #expect(committer.submit([put(index), .put(.agents, key: key(index), value: [])], number: index))
        }
        committer.stop()
        let seen = reports.withLock { $0 }
        #expect(seen.last == 2000)
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0 < $1 })
        #expect(seen.count >= 2000 / 50, "no transaction may hold more than 100 changes")
        #expect(unstored.withLock { $0 }.isEmpty)
        #expect(try all(.contacts, of: store).count == 2000)
        #expect(try all(.agents, of: store).count == 2000)
        #expect(committer.waiting == 0)
        committer.stop()
        #expect(!committer.submit([], number: 2001))
    }

    @Test func `what waits becomes one transaction, and too much is refused at once`() throws {
        let entered = DispatchSemaphore(value: 0)
        let gate = DispatchSemaphore(value: 0)
        let reports = Mutex<[UInt64]>([])
        let committer = GroupCommitter(store: store, maxGroup: 1000, maxWaiting: 10) { number in
            reports.withLock { $0.append(number) }
            guard number == 41 else { return }
            entered.signal()
            gate.wait()
        } onFailure: {
            Issue.record($0)
        }
        #expect(committer.submit([put(1)], number: 41), "the first number is free")
        entered.wait()
        #expect(committer.submit([], number: 42))
        for index in 43...51 as ClosedRange<UInt64> {
            #expect(committer.submit([put(index)], number: index))
        }
        #expect(committer.waiting == 10)
        #expect(!committer.submit([put(52)], number: 52))
        gate.signal()
        committer.stop()
        #expect(reports.withLock { $0 } == [41, 51])
    }

    @Test func `a group larger than every limit is committed alone and whole`() throws {
        let reports = Mutex<[UInt64]>([])
        let committer = GroupCommitter(store: store, maxGroup: 4, maxWaiting: 8) { number in
            reports.withLock { $0.append(number) }
        } onFailure: {
            Issue.record($0)
        }
        #expect(committer.submit((0..<50).map(put), number: 1))
        committer.stop()
        #expect(reports.withLock { $0 } == [1])
        #expect(try all(.contacts, of: store).count == 50)
    }

    @Test func `groups without changes are reported in their turn`() throws {
        let reports = Mutex<[UInt64]>([])
        let committer = GroupCommitter(store: store, maxGroup: 1) { number in
            reports.withLock { $0.append(number) }
        } onFailure: {
            Issue.record($0)
        }
        #expect(committer.submit([], number: 7))
        #expect(committer.submit([put(8)], number: 8))
        #expect(committer.submit([], number: 9))
        committer.stop()
        #expect(reports.withLock { $0 } == [7, 8, 9])
        #expect(try all(.contacts, of: store).count == 1)
    }

    @Test func `a committer stopped after a failure drops what waits`() throws {
        let failed = DispatchSemaphore(value: 0)
        let committer = GroupCommitter(store: store, maxGroup: 8) { _ in
        } onFailure: { error in
            #expect(error.code == .closed)
            failed.signal()
        }
        store.close()
        #expect(committer.submit([put(1)], number: 1))
        failed.wait()
        // Who has not heard of it goes on numbering, and is told so each time.
        for number in 2...4 as ClosedRange<UInt64> { #expect(!committer.submit([put(number)], number: number)) }
        committer.stop()
    }

    @Test func `dropping the committer commits what waits`() throws {
        do {
            let committer = GroupCommitter(store: store, maxGroup: 8) { _ in
            } onFailure: {
                Issue.record($0)
            }
            for index in 1...200 as ClosedRange<UInt64> { #expect(committer.submit([put(index)], number: index)) }
        }
        #expect(try all(.contacts, of: store).count == 200)
    }

    @Test func `numbers out of order are a mistake of the caller`() async {
        // A directory of the parent's, for a killed child cleans nothing up.
        await #expect(processExitsWith: .failure) { [path = home.path + "/child" as String] in
            let store = try Store(directory: path, create: true)
            let committer = GroupCommitter(store: store, maxGroup: 8) { _ in
            } onFailure: { _ in
            }
            _ = committer.submit([], number: 1)
            _ = committer.submit([], number: 3)
        }
    }
}
