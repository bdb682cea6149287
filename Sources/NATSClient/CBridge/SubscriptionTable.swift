// SPDX-License-Identifier: Apache-2.0
internal import CNats
import Synchronization

/// The subscriptions of one connection, and those lately ended.
///
/// libnats before 3.6 has two races (its issues 637 and 659): the reading thread, or the error callback, may look at
/// a subscription that is being destroyed. So an ended subscription is kept for a while, which is long compared with
/// the few instructions between look-up and lock, and the error callback knows subscriptions by address only.
final class SubscriptionTable: Sendable {
    private struct Retired {
        let address: UInt
        let since: ContinuousClock.Instant
    }

    private struct State {
        var subjects: [UInt: String] = [:]
        var retired: [Retired] = []
    }

    private static let retirement = Duration.seconds(1)
    private let state = Mutex(State())

    /// Notes a new subscription.
    func insert(_ subscription: OpaquePointer, subject: String) {
        state.withLock { $0.subjects[UInt(bitPattern: subscription)] = subject }
    }

    /// The subject of a subscription, or nil when it has ended.
    ///
    /// The pointer is not followed.
    func subject(of subscription: OpaquePointer) -> String? {
        state.withLock { $0.subjects[UInt(bitPattern: subscription)] }
    }

    /// Takes over an ended subscription, and destroys those that ended long enough ago.
    func retire(_ subscription: OpaquePointer) {
        let now = ContinuousClock.now
        let expired = state.withLock { state -> [Retired] in
            let address = UInt(bitPattern: subscription)
            guard state.subjects.removeValue(forKey: address) != nil else { return [] }
            let kept = state.retired.firstIndex { now - $0.since < Self.retirement } ?? state.retired.endIndex
            let expired = Array(state.retired[..<kept])
            state.retired.removeSubrange(..<kept)
            state.retired.append(Retired(address: address, since: now))
            return expired
        }
        for subscription in expired { natsSubscription_Destroy(OpaquePointer(bitPattern: subscription.address)) }
    }

    /// Destroys everything.
    ///
    /// Only after the connection has been closed, when its reading thread has ended.
    func destroyAll() {
        let addresses = state.withLock { state in
            defer { state = State() }
            return Array(state.subjects.keys) + state.retired.map(\.address)
        }
        for address in addresses { natsSubscription_Destroy(OpaquePointer(bitPattern: address)) }
    }
}
