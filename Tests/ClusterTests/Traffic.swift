// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Synchronization

/// Callers at every site, one thread each, who enqueue at a steady rate until stopped.
///
/// An enqueue that is not answered is repeated with the same id until it is.
final class Traffic: Sendable {
    private let isOver = Atomic(false)
    private let ended = DispatchGroup()
    private let sent = Atomic(0)

    /// Begins.
    ///
    /// - Parameters:
    ///   - cluster: Where.
    ///   - topic: The topic.
    ///   - prefix: Of all ids.
    ///   - perSecond: Enqueues a second at each site.
    ///   - history: Who keeps the acknowledgements.
    init(_ cluster: CentralinoCluster, topic: String, prefix: String, perSecond: Double, history: History) throws {
        for site in CentralinoCluster.sites.indices {
            let client = try cluster.client(at: site)
            ended.enter()
            let thread = Thread { [self] in
                call(client, topic, "\(prefix)\(site)-", 1 / perSecond, history)
                client.close()
                NATSThread.release()
                ended.leave()
            }
            thread.start()
        }
    }

    /// Enqueues asked for so far.
    var count: Int { sent.load(ordering: .relaxed) }

    /// Stops, after every open enqueue has its answer.
    func stop() {
        isOver.store(true, ordering: .relaxed)
        ended.wait()
    }

    private func call(_ client: SiteClient, _ topic: String, _ prefix: String, _ pause: Double, _ history: History) {
        var number = 0
        while !isOver.load(ordering: .relaxed) {
            number += 1
            sent.add(1, ordering: .relaxed)
            let request = EnqueueRequest(id: "\(prefix)\(number)", topic: topic, priority: 100)
            // One that never gets an answer is not acknowledged, so that nothing is owed.
            if let contact = try? client.repeating("enqueue", within: .seconds(60), { try $0.enqueue(request) }) {
                history.acknowledged(contact, at: client.site)
            }
            Thread.sleep(forTimeInterval: pause)
        }
    }
}
