// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Dispatch
import Logging
import NATSClient
import QueueCore
import Synchronization

/// The subscriptions by which clients reach the node: joined when it is caught up and holds the home, left before it
/// goes.
final class Doorway: Sendable {
    private let link: ServerLink
    private let subjects: Subjects
    private let site: String
    private let micro: MicroService
    private let lane: InboxLane<Arrival>
    private let open = Mutex<[ServerLink.Line]>([])
    private let isClosed = Atomic(false)

    init(
        _ link: ServerLink, subjects: Subjects, site: String, micro: MicroService, lane: InboxLane<Arrival>
    ) {
        self.link = link
        self.subjects = subjects
        self.site = site
        self.micro = micro
        self.lane = lane
    }

    /// Serves, or serves no more.
    func serve(_ isServing: Bool, _ logger: Logger) {
        do throws(NATSError) {
            try change(isServing)
            if isServing { tellOnceReached(logger) }
        } catch {
            logger.error("cannot subscribe", metadata: [LogKey.error: "\(error)"])
        }
    }

    /// Says so when the server knows the subscriptions: who waits for that line may ask at once. Not on the engine's
    /// thread, which waits for no server.
    private func tellOnceReached(_ logger: Logger) {
        let link = link
        let site = site
        DispatchQueue.global().async {
            try? link.connection.flush(timeout: .seconds(2))
            logger.notice("serving", metadata: [LogKey.site: "\(site)"])
        }
    }

    /// Serves no more, once the engine has every request that the server had sent here by then. Not on its thread.
    func close() {
        isClosed.store(true, ordering: .releasing)
        for subscription in shut() { subscription.finishDraining() }
    }

    /// What has been sent here still comes, and is answered: its sender would wait for nothing.
    @discardableResult private func shut() -> [NATSSubscription] {
        let lines = open.withLock { open in
            defer { open = [] }
            return open
        }
        return link.drain(lines)
    }

    private func change(_ isServing: Bool) throws(NATSError) {
        guard isServing else {
            shut()
            return
        }
        guard open.withLock({ $0.isEmpty }), !isClosed.load(ordering: .acquiring) else { return }
        let lane = lane
        let link = link
        let subjects = subjects
        let busy = ContractError.unavailable("the node has too much to do; repeat", retryAfterMs: 1_000)
        let large = ContractError.badRequest("larger than \(ContractLimits.configurationBytes) bytes")
        do throws(NATSError) {
            let wildcard = subjects.requestWildcard(site)
            let requests = try link.subscribe(wildcard, queueGroup: Subjects.queueGroup) { handle in
                // No room in the ring for what no request may be; and full means a clear error, never a silent drop.
                let isLarge = handle.byteCount > ContractLimits.configurationBytes
                guard isLarge || !lane.push(.request(handle)) else { return }
                guard let replyTo = handle.take().replyTo, subjects.mayBeAnswered(replyTo) else { return }
                Speaker.refuse(replyTo, isLarge ? large : busy, on: link)
            }
            open.withLock { $0.append(requests) }
            for subject in MicroVerb.allCases.flatMap({ $0.subjects(id: micro.id) }) {
                let line = try link.subscribe(subject) { if !lane.push(.micro($0)) { $0.discard() } }
                open.withLock { $0.append(line) }
            }
        } catch {
            shut()
            throw error
        }
    }
}
