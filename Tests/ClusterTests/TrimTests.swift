// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Synchronization
import Testing

extension OnThreeSites {
    /// The log is trimmed behind a snapshot, and what waits is there after everything was started again.
    @Suite struct TrimTests {
        private static let callers = 6

        @Test(.timeLimit(.minutes(4))) func aTrimmedLogLosesNothing() throws {
            let cluster = try CentralinoCluster(topics: ["pec": "{}", "busy": "{}"])
            try cluster.explaining {
                let client = try cluster.client(at: 1)
                defer { client.close() }
                for number in 0..<20 { _ = try client.enqueue(EnqueueRequest(id: "c\(number)", topic: "pec")) }
                let before = try client.waiting("pec")
                // Two snapshots: the second one lets go of the first.
                try fill(cluster) { kept in kept >= 2 }
                let stream = try #require(try JetStream(client.connection).streamInfo("centralino-main"))
                #expect(stream.firstSequence > 1)
                for node in cluster.nodes { node.kill() }
                for node in cluster.nodes { try node.launch() }
                for node in cluster.nodes { try node.waitUntilServing() }
                try Eventually.equal("the line", before, within: .seconds(30)) { try client.waiting("pec") }
                #expect(before.count == 20)
            }
        }

        /// Makes batches until so many snapshots are kept.
        private func fill(_ cluster: CentralinoCluster, until isEnough: (Int) -> Bool) throws {
            let isOver = Atomic(false)
            let ended = DispatchGroup()
            defer {
                isOver.store(true, ordering: .releasing)
                ended.wait()
            }
            for caller in 0..<Self.callers {
                let client = try cluster.client(at: caller % CentralinoCluster.sites.count)
                DispatchQueue.global().async(group: ended) {
                    var number = 0
                    while !isOver.load(ordering: .acquiring) {
                        number += 1
                        let id = "b\(caller)-\(number)"
                        _ = try? client.enqueue(EnqueueRequest(id: id, topic: "busy"))
                        _ = try? client.cancel(id)
                    }
                    client.close()
                    NATSThread.release()
                }
            }
            try Eventually.isTrue("snapshots", within: .seconds(150)) {
                isEnough(
                    cluster.nodes.map { $0.log.components(separatedBy: "snapshot kept").count - 1 }.reduce(0, +))
            }
        }
    }
}
