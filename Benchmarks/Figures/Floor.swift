// SPDX-License-Identifier: Apache-2.0
import Foundation
import HomeStore
import NATSClient

/// What nobody can be below: one R3 append, five core hops, one store commit, each measured on its own, in the same
/// run, on the same servers and disk, at the same rate.
struct Floor {
    let append: Sample
    let hop: Sample
    let commit: Sample

    /// F, microseconds: the medians' sum.
    var total: Double { append.median + 5 * hop.median + commit.median }

    /// The 99th percentile of F, microseconds: of sums of an append, five hops and a commit, each taken as it came, as
    /// if they had nothing to do with one another.
    var total99: Double {
        let (appends, hops, commits) = (append.all, hop.all, commit.all)
        guard !appends.isEmpty, !hops.isEmpty, !commits.isEmpty else { return 0 }
        let sums = Sample()
        for index in 0..<max(appends.count, commits.count) {
            // Hops that follow one another were measured in the same moment.
            let five = (0..<5).reduce(0) { $0 + hops[(index + $1 * hops.count / 5) % hops.count] }
            sums.add(appends[index % appends.count] + five + commits[index % commits.count])
        }
        return sums.microseconds(0.99) ?? 0
    }

    static func measure(servers: [String], rate: Int, seconds: Int) throws -> Floor {
        let count = rate * seconds
        return Floor(
            append: try append(servers, count, rate), hop: try hop(servers, count, rate),
            commit: try commit(count, rate))
    }

    private static func append(_ servers: [String], _ count: Int, _ rate: Int) throws -> Sample {
        let connection = try NATSConnection(NATSOptions(servers: [servers[0]], name: "floor append"))
        defer { connection.close() }
        let jetStream = JetStream(connection)
        _ = try jetStream.createStream(
            StreamConfiguration(name: "figures-floor", subjects: ["figures.floor"], replicas: min(3, servers.count)))
        defer { _ = try? jetStream.deleteStream("figures-floor") }
        let payload = [UInt8](repeating: 7, count: 300)
        let sample = Sample()
        try Pace.run(count, rate: rate) { index, due in
            let begin = max(due, Pace.now)
            guard case .committed = jetStream.append("figures.floor", payload, expectedLastSequence: UInt64(index))
            else {
                throw FiguresError("an append to the floor's stream was not committed")
            }
            sample.add(Pace.now - begin)
        }
        return sample
    }

    /// One hop: from a client of one server to a client of another.
    private static func hop(_ servers: [String], _ count: Int, _ rate: Int) throws -> Sample {
        let sender = try NATSConnection(NATSOptions(servers: [servers[0]], name: "floor sender"))
        let receiver = try NATSConnection(NATSOptions(servers: [servers[servers.count - 1]], name: "floor receiver"))
        defer {
            sender.close()
            receiver.close()
        }
        let sample = Sample()
        try receiver.subscribe("figures.hop") { handle in
            let now = Pace.now
            let sent = handle.take().withBytes { $0.loadUnaligned(as: Int64.self) }
            sample.add(now - sent)
        }
        try receiver.flush(timeout: .seconds(2))
        // Interest has to reach the other server first.
        for _ in 0..<200 where sample.count == 0 {
            try sender.publish("figures.hop", withUnsafeBytes(of: Pace.now) { Array($0) })
            Thread.sleep(forTimeInterval: 0.01)
        }
        let fresh = sample.count
        var padded = [UInt8](repeating: 0, count: 300)
        try Pace.run(count, rate: rate) { _, _ in
            withUnsafeBytes(of: Pace.now) { for (index, byte) in $0.enumerated() { padded[index] = byte } }
            try sender.publish("figures.hop", padded)
        }
        guard fresh > 0 else { throw FiguresError("no message came through the servers") }
        return sample
    }

    private static func commit(_ count: Int, _ rate: Int) throws -> Sample {
        let directory = FileManager.default.temporaryDirectory.path + "/figures-store-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let store = try Store(directory: directory, create: true)
        defer { store.close() }
        let value = [UInt8](repeating: 7, count: 300)
        let sample = Sample()
        try Pace.run(count, rate: rate) { index, _ in
            let begin = Pace.now
            try store.commit([.put(.contacts, key: withUnsafeBytes(of: index.bigEndian) { Array($0) }, value: value)])
            sample.add(Pace.now - begin)
        }
        return sample
    }
}
