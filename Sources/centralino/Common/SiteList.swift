// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import NATSClient
import Synchronization

/// The sites whose nodes say that they are there.
final class SiteList: Sendable {
    private let pool: String
    private let found = Mutex<Set<String>>([])

    /// An empty list.
    ///
    /// - Parameter pool: The pool; nodes of others do not count.
    init(pool: String) { self.pool = pool }

    /// The sites so far, sorted.
    var all: [String] { found.withLock { $0.sorted() } }

    /// Takes a node's answer to `ping`.
    func add(_ handle: NATSMessageHandle) {
        let bytes = handle.take().bytes
        guard let ping = try? Contract.decode(MicroPing.self, bytes), ping.metadata["pool"] == pool,
            let site = ping.metadata["site"], Names.isName(site)
        else { return }
        _ = found.withLock { $0.insert(site) }
    }
}
