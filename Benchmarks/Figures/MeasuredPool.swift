// SPDX-License-Identifier: Apache-2.0
import PoolKit

/// A pool that is measured: started for it, or one that runs already.
struct MeasuredPool {
    /// By site, its name and its server.
    let sites: [(name: String, server: String)]
    private let running: RunningPool?

    /// A pool that runs already; its topics are replaced by the measurement's.
    init(sites: [String], servers: [String]) {
        self.sites = Array(zip(sites, servers)).map { (name: $0, server: $1) }
        running = nil
    }

    /// A pool of its own, that is there when this returns.
    init(binary: String, sites count: Int, natsPort: Int = 4_222) throws {
        let running = try RunningPool(binary: binary, sites: count, natsPort: natsPort)
        self.running = running
        sites = zip(running.ready.nodes, running.ready.nats).map { (name: $0.site, server: $1) }
    }

    /// What the pool's processes have taken so far; nil where it is somebody else's.
    var processorTime: ProcessorTime? { running.map { ProcessorTime($0.ready.processes) } }

    /// Stops it, if it was started; returns when everything it started has ended.
    func stop() { running?.stop() }
}
