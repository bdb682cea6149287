// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Foundation
import NATSClient
import Synchronization

/// Whole lives: enqueue, offer, accept, end, wrap-up, as many a second as the pool can, with a bounded line.
struct LivesRun {
    let perSecond: Double
    let lives: Int
    let failures: Int
    let messagesPerLife: Double
    let commitsPerLife: Double
    let appendsPerLife: Double

    /// Measures so many seconds, with so many agents at each site and contacts there at a time.
    ///
    /// - Parameter whenWarm: Called once before the seconds that count.
    static func measure(
        _ clients: [SiteClient], agentsPerSite: Int, waiting: Int, seconds: Int, whenWarm: () throws -> Void = {}
    ) throws -> LivesRun {
        _ = try clients[0].ask(
            .configApply, #"{"config":{"topics":{"bench":{"wrapUp":"30s","maxWaiting":100000}}}}"#)
        let lives = Atomic<Int>(0)
        let sent = Atomic<Int>(0)
        let run = UUID().uuidString.prefix(8)
        @Sendable func enqueue() {
            let index = sent.add(1, ordering: .relaxed).newValue
            let id = "w-\(run)-\(index)"
            clients[index % clients.count].send(.contactEnqueue, #"{"id":"\#(id)","topic":"bench"}"#) { _, _ in }
        }
        let agents = Agents(
            clients, perSite: agentsPerSite, withWrapUp: true, onOffer: { _, _ in },
            onLife: {
                lives.add(1, ordering: .relaxed)
                enqueue()
            })
        try agents.begin()
        for _ in 0..<waiting { enqueue() }
        Thread.sleep(forTimeInterval: 3)  // The line is full and every cache is warm.
        try whenWarm()
        let before = try work(clients)
        let livesBefore = lives.load(ordering: .relaxed)
        let begin = Pace.now
        for _ in 0..<seconds {
            agents.beat()
            Thread.sleep(forTimeInterval: 1)
        }
        let counted = lives.load(ordering: .relaxed) - livesBefore
        let elapsed = Double(Pace.now - begin) / 1e9
        let after = try work(clients)
        let each = Double(max(1, counted))
        return LivesRun(
            perSecond: Double(counted) / elapsed, lives: counted, failures: agents.failures.load(ordering: .relaxed),
            messagesPerLife: Double(after.messagesIn + after.messagesOut - before.messagesIn - before.messagesOut)
                / each,
            commitsPerLife: Double(after.storeCommits - before.storeCommits) / each,
            appendsPerLife: Double(after.appends - before.appends) / each)
    }

    /// The work of all nodes, from `$SRV.STATS`.
    private static func work(_ clients: [SiteClient]) throws -> NodeWork {
        let replies = Mutex<[String: NodeWork]>([:])
        let connection = clients[0].connection
        let inbox = connection.makeInbox()
        let subscription = try connection.subscribe(inbox) { handle in
            guard let stats = try? Contract.decode(MicroStats.self, handle.take().bytes), let work = stats.data else {
                return
            }
            replies.withLock { $0[stats.id] = work }
        }
        defer { subscription.unsubscribe() }
        try connection.publish("$SRV.STATS.centralino", [], replyTo: inbox)
        for _ in 0..<200 where replies.withLock({ $0.count }) < clients.count { Thread.sleep(forTimeInterval: 0.01) }
        let all = replies.withLock { $0 }.values
        guard all.count == clients.count else { throw FiguresError("only \(all.count) nodes answered $SRV.STATS") }
        return all.reduce(NodeWork(messagesIn: 0, messagesOut: 0, appends: 0, storeCommits: 0)) { sum, work in
            NodeWork(
                messagesIn: sum.messagesIn + work.messagesIn, messagesOut: sum.messagesOut + work.messagesOut,
                appends: sum.appends + work.appends, storeCommits: sum.storeCommits + work.storeCommits)
        }
    }
}
