// SPDX-License-Identifier: Apache-2.0
import BrokerTestKit
import NATSClient
import Testing

@Suite struct ClusterStreamTests {
    /// One cluster and one story: making a cluster takes seconds.
    @Test func aReplicatedLogSurvivesItsLeader() throws {
        let cluster = try NATSCluster(3)
        let connection = try cluster.connect()
        let jetStream = JetStream(connection, timeout: .seconds(2))
        var configuration = StreamConfiguration(name: "LOG", subjects: ["log"], replicas: 3)
        configuration.denyDelete = true
        let info = try Eventually.value("a stream") { try jetStream.createStream(configuration) }
        #expect(info.configuration.replicas == 3)
        #expect(info.replicas.count == 2)
        for number in UInt64(0)..<50 {
            #expect(
                jetStream.append("log", "\(number)".bytes, expectedLastSequence: number)
                    == .committed(sequence: number + 1))
        }
        guard case .refused(let error) = jetStream.append("log", [], expectedLastSequence: 49) else {
            Issue.record("not refused")
            return
        }
        #expect(error.jetStreamCode == 10071)
        // No start-up of a cluster may cost a key: of several creators on several servers one wins.
        let bucket = try Eventually.value("a bucket") {
            try jetStream.keyValue(bucket: "K", replicas: 3, create: true)
        }
        #expect(try bucket.create("a", "1".bytes) == 1)
        #expect(failure { () throws(NATSError) in try bucket.create("a", []) }?.code == .wrongLastSequence)

        try copiesAreToldByServersAndTheLeaderGivesWay(jetStream)

        let seen = Collector<UInt64>()
        let leader = try cluster.leader(of: "LOG", over: connection)
        connection.close()
        let survivor = try cluster.connect(to: (leader + 1) % 3)
        defer { survivor.close() }
        let log = JetStream(survivor, timeout: .seconds(1))
        let follower = LogFollower(log, stream: "LOG", from: 1, onMessage: { seen.add($0.sequence) })
        defer { follower.stop() }
        try Eventually.equal("followed", 50) { seen.count }

        cluster.servers[leader].kill()
        let gap = try ContinuousClock().measure {
            var mine = "after"
            try Eventually.value("an append after the leader's death", within: .seconds(40)) { () -> Bool? in
                switch log.append("log", mine.bytes, expectedLastSequence: 50) {
                case .committed(sequence: 51): return true
                case .committed, .unknown: return nil
                case .refused:
                    // An unknown one was committed after all: its own bytes say so.
                    mine = try log.message(stream: "LOG", sequence: 51)?.bytes.text ?? ""
                    return mine == "after" ? true : nil
                }
            }
        }
        print("append after the leader's death: \(gap)")
        try Eventually.equal("followed", 51, within: .seconds(30)) { seen.count }
        #expect(seen.values == Array(1...51))

        try cluster.servers[leader].start()
        try Eventually.isTrue("a whole cluster", within: .seconds(30)) {
            guard let info = try log.streamInfo("LOG") else { return false }
            return info.replicas.count == 2 && info.replicas.allSatisfy { $0.current && !$0.offline }
        }
        var count = 0
        try log.read(stream: "LOG", from: 1, idleLimit: .seconds(20)) { _ throws(NATSError) in
            count += 1
            return true
        }
        #expect(count == 51)
    }

    private func copiesAreToldByServersAndTheLeaderGivesWay(_ jetStream: JetStream) throws {
        // Each server tells what it has itself.
        var copies: [String: UInt64] = [:]
        try Eventually.equal("servers heard", 3, within: .seconds(30)) {
            let copy = try jetStream.copy(stream: "LOG", sequence: 49)
            if copy.message?.bytes == "48".bytes { copies[copy.server] = copy.following }
            return copies.count
        }
        #expect(copies.values.allSatisfy { $0 == 1 })
        #expect(try jetStream.copy(stream: "LOG", sequence: 51).message == nil)

        // A leader gives way when it is asked to.
        let first = try jetStream.streamInfo("LOG")?.leader
        #expect(first != nil)
        try jetStream.stepDown("LOG")
        try Eventually.isTrue("another leader", within: .seconds(30)) {
            guard let now = try? jetStream.streamInfo("LOG")?.leader else { return false }
            return now != first
        }
    }
}
