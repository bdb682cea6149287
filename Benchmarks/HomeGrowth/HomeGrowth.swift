// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BrokerReplica
import Foundation
import HomeStore
import SiteNode

/// One node that takes ever more contacts whom nobody serves: how long the longest of its turns took, and how much
/// memory a contact has.
///
/// The node is follower, owner and home at once, so every structure that has an entry a contact is in it. Its log and
/// its disk answer in the next turn; time is virtual, and each turn is timed alone.
@main
struct HomeGrowth: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "HomeGrowth",
        abstract: "Measure a node whose contacts only wait: its longest turns, and bytes a contact.",
        discussion: "Times are CPU time of the one thread.")

    @Option(help: "Contacts that come, at most 900,000.") var contacts = 400_000
    @Option(help: "Topics, at most 10,000.") var topics = 5_000
    @Option(help: "Contacts of a turn, which are 10 ms apart.") var together = 20
    @Option(help: "Turns for which an image is being written, during which the state is held twice.") var writing = 100
    @Option(help: "Batches between two images.") var batches = 5_000

    @Option(help: "Directory to keep the node's store, images and log in, for --from; takes what lies there away.")
    var into: String?
    @Option(help: "Batches of the log behind the snapshot that --into keeps.") var tail = 2_500
    @Option(help: "Directory of --into: begin a node from it, and measure that alone.") var from: String?

    func validate() throws {
        let ranges = [
            ("--contacts", contacts, 1...900_000), ("--tail", tail, 1...100_000), ("--topics", topics, 1...10_000),
            ("--together", together, 1...512),
            ("--writing", writing, 0...100_000), ("--batches", batches, 1...1_000_000),
        ]
        for (name, value, range) in ranges where !range.contains(value) {
            throw ValidationError("\(name) \(value) is not in \(range.lowerBound)...\(range.upperBound).")
        }
    }

    func run() throws {
        if let from { return try Beginning(kept: KeptNode(from)).run() }
        if let into { return try keep(KeptNode(into)) }
        try grow()
    }

    /// A node with its store; then its images, and what they cost.
    private func keep(_ kept: KeptNode) throws {
        try? FileManager.default.removeItem(atPath: kept.directory)
        var node = GrowingNode(
            topics: topics, writing: writing, batches: UInt64(batches), store: try kept.openStore(create: true),
            authenticator: kept.authenticator)
        while node.entered < contacts { _ = node.turn(taking: min(together, contacts - node.entered)) }
        node.rest()
        try Meter.part("write the snapshot") { try kept.keep(node.cut()) }
        for _ in 0..<tail { _ = node.turn(taking: together) }
        node.rest()
        try Meter.part("write the node's own image") { try kept.image.write(node.image, at: 0) }
        print("\(node.waiting) wait")
        try kept.keep(log: node.close())
    }

    private func grow() throws {
        var node = GrowingNode(topics: topics, writing: writing, batches: UInt64(batches))
        let before = GrowingNode.residentBytes
        var turns: [(nanoseconds: UInt64, contacts: Int)] = []
        turns.reserveCapacity(contacts / together + 1)
        while node.entered < contacts {
            turns.append((node.turn(taking: min(together, contacts - node.entered)), node.entered))
        }
        node.rest()
        let bytes = GrowingNode.residentBytes - before
        let ordered = turns.sorted { $0.nanoseconds > $1.nanoseconds }
        func show(_ nanoseconds: UInt64) -> String { String(format: "%.2f ms", Double(nanoseconds) / 1e6) }
        print("longest turns, and contacts then:")
        for turn in ordered.prefix(12) { print("  \(show(turn.nanoseconds)) at \(turn.contacts)") }
        let (high, median) = (ordered[ordered.count / 1_000].nanoseconds, ordered[ordered.count / 2].nanoseconds)
        print("p99.9 \(show(high)), median \(show(median))")
        print("\(node.waiting) wait of \(node.entered), \(bytes / node.entered) bytes each")
        print("\(MemoryLayout<ContactCell?>.stride) bytes a cell without what it refers to")
        let island = node.island()
        print("an island begins in a turn of \(show(island.begins)), ends in one of \(show(island.ends))")
    }
}
