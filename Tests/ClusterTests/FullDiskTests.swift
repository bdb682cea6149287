// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Testing

extension OnThreeSites {
    /// A node whose disk fills up: it warns, takes nothing new, and when there is no byte left it ends, with nothing
    /// half written. So it does when the disk fails.
    @Suite struct FullDiskTests {
        /// A node whose data directory is a file system of its own, which root alone may mount, or whose files have a
        /// limit.
        private final class SmallNode {
            let nats: NATSCluster
            let node: NodeProcess
            let client: SiteClient
            private let keyDirectory: TestDirectory

            init(size: String? = nil, filesUpTo: Int? = nil) throws {
                nats = try NATSCluster(3)
                keyDirectory = try TestDirectory()
                node = try NodeProcess(
                    site: "roma", servers: nats.urls, key: try CentralinoCluster.writeKey(in: keyDirectory))
                client = SiteClient(site: "roma", connection: try nats.connect(), subjects: Subjects(pool: "main"))
                try FileManager.default.createDirectory(
                    atPath: node.dataDirectory, withIntermediateDirectories: true)
                if let size, mount("tmpfs", node.dataDirectory, "tmpfs", 0, "size=\(size)") != 0 {
                    throw TestKitError("mount: \(String(cString: strerror(errno))); run this test as root")
                }
                try node.start(filesUpTo: filesUpTo)
                let config = try JSONObject(#"{"topics":{"pec":{"wrapUp":0,"maxWaiting":1000000}}}"#)
                _ = try client.repeating("config.apply") {
                    try $0.ask(ConfigApplyRequest(config: config), as: ConfigApplyReply.self)
                }
            }

            deinit {
                client.close()
                node.kill()
                umount2(node.dataDirectory, Int32(MNT_DETACH))
            }

            func resize(_ size: String) {
                #expect(mount("tmpfs", node.dataDirectory, "tmpfs", UInt(MS_REMOUNT), "size=\(size)") == 0)
            }

            func enqueue(_ id: String) throws -> ContactDocument {
                try client.enqueue(EnqueueRequest(id: id, topic: "pec"))
            }
        }

        @Test(.timeLimit(.minutes(4))) func aNodeWithoutAByteLeftEndsAndHasEverythingItHasAnswered() throws {
            let small = try SmallNode(size: "3m")
            let claims = callUntilItEnds(small)
            #expect(try small.node.waitForEnd() == 74, "\(small.node.log)")
            #expect(small.node.log.contains("full"), "\(small.node.log)")
            #expect(claims.count > 100)
            small.resize("64m")
            try small.node.start()
            try expectEverything(small, claims)
        }

        @Test(.timeLimit(.minutes(4))) func aNodeWhoseDiskFailsEndsAndHasEverythingItHasAnswered() throws {
            let small = try SmallNode(filesUpTo: 1 << 20)
            let claims = callUntilItEnds(small)
            #expect(try small.node.waitForEnd() == 74, "\(small.node.log)")
            #expect(!small.node.log.contains("is full"), "\(small.node.log)")
            #expect(claims.count > 100)
            try small.node.start()
            try expectEverything(small, claims)
        }

        /// Callers come until nobody is there any more.
        ///
        /// - Returns: The claims of those who were answered.
        private func callUntilItEnds(_ small: SmallNode) -> [String: String] {
            var claims: [String: String] = [:]
            for number in 0..<20_000 where small.node.isRunning {
                do { claims["c\(number)"] = try small.enqueue("c\(number)").claim } catch let error as ContractError {
                    #expect(error.code == .full || error.code == .unavailable, "\(error)")
                } catch { break }
            }
            return claims
        }

        private func expectEverything(_ small: SmallNode, _ claims: [String: String]) throws {
            for (id, claim) in claims.sorted(by: { $0.key < $1.key }) {
                #expect(try small.client.contact(id).claim == claim, "\(id)")
            }
            #expect(try small.enqueue("after").claim.map { !claims.values.contains($0) } == true)
        }

        @Test(.timeLimit(.minutes(4))) func aDiskThatIsNearlyFullTakesNothingNewUntilThereIsRoom() throws {
            let small = try SmallNode(size: "64m")
            _ = try small.enqueue("before")
            let first = try fill(small, leaving: 5_000_000)
            try Eventually.isTrue("the first warning", within: .seconds(30)) {
                small.node.log.contains("the disk becomes full")
            }
            #expect(try small.enqueue("meanwhile").state == .waiting)
            let second = try fill(small, leaving: 1_000_000)
            try Eventually.isTrue("the warning", within: .seconds(30)) {
                small.node.log.contains("no new contacts are taken")
            }
            #expect(throws: ContractError.self) { try small.enqueue("new") }
            #expect(try small.enqueue("before").state == .waiting, "a repeat is no new contact")
            #expect(try small.client.cancel("before").state == .ended)
            for filler in [first, second] { try FileManager.default.removeItem(atPath: filler) }
            try Eventually.isTrue("the notice", within: .seconds(30)) {
                small.node.log.contains("the disk has room again")
            }
            #expect(try small.enqueue("new").state == .waiting)
            #expect(try small.node.terminate() == 0)
        }

        private func fill(_ small: SmallNode, leaving free: UInt64) throws -> String {
            var answer = statvfs()
            guard statvfs(small.node.dataDirectory, &answer) == 0 else { throw TestKitError("no statvfs") }
            let left = UInt64(answer.f_bavail) * UInt64(answer.f_frsize)
            let path = "\(small.node.dataDirectory)/filler-\(free)"
            try Data(count: Int(left - min(left, free))).write(to: URL(fileURLWithPath: path))
            return path
        }
    }
}
