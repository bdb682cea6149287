// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The processes `up` has started: watched while they run, told of when one ends, stopped at the end.
///
/// Works on the main thread, which waits in `pause` for signals and time together: SIGCHLD and what asks `up` to end
/// must be blocked before.
final class Family {
    /// `up` was asked to end.
    struct Ended: Error {}

    /// The nodes, in the order of sites.
    private(set) var nodes: [Child] = []
    /// The servers, in the order of sites.
    private(set) var servers: [Child] = []

    private let log: (String) -> Void
    private var told: Set<pid_t> = []

    /// A family without members.
    ///
    /// - Parameter log: Where it says what happens.
    init(log: @escaping (String) -> Void) { self.log = log }

    /// Takes a server in.
    func add(server: Child) { servers.append(server) }

    /// Takes a node in.
    func add(node: Child) { nodes.append(node) }

    /// Waits.
    ///
    /// - Throws: `Ended` when `up` was asked to end.
    func pause(_ duration: Duration) throws(Ended) {
        let end = ContinuousClock.now + duration
        repeat {
            let signal = Signals.wait(Signals.ending.union([SIGCHLD]), atMost: end - .now)
            if let signal, signal != SIGCHLD { throw Ended() }
            for child in servers + nodes { child.reap() }
        } while .now < end
    }

    /// Watches until `up` is asked to end; says when a member ends by itself, and leaves the others as they are.
    func watch() throws(Ended) {
        while true {
            for child in servers + nodes where !child.isRunning && told.insert(child.pid).inserted {
                log("The \(child.label) (process \(child.pid)) has ended: \(child.end ?? "?"). The end of its log:")
                log(child.tail)
                if !(servers + nodes).contains(where: \.isRunning) { log("Nothing is left running; Ctrl-C ends.") }
            }
            try pause(.milliseconds(500))
        }
    }

    /// Stops the servers and forgets them, to start them anew.
    func dismissServers() {
        Self.stop(servers, within: .seconds(5), log)
        servers = []
    }

    /// Stops everything: nodes first, so that they can hand over, then servers.
    func stop() {
        Self.stop(nodes, within: .seconds(10), log)
        Self.stop(servers, within: .seconds(10), log)
    }

    /// Asks, waits, and kills what does not listen; asked to end once more, it kills at once.
    private static func stop(_ children: [Child], within limit: Duration, _ log: (String) -> Void) {
        let end = ContinuousClock.now + limit
        for child in children {
            child.reap()
            child.send(SIGTERM)
            // One that is suspended hears it only when it goes on.
            child.send(SIGCONT)
        }
        while children.contains(where: \.isRunning), .now < end {
            let signal = Signals.wait(Signals.ending.union([SIGCHLD]), atMost: .milliseconds(200))
            for child in children { child.reap() }
            if let signal, signal != SIGCHLD { break }
        }
        for child in children where child.isRunning {
            log("The \(child.label) does not stop; killing it.")
            child.send(SIGKILL)
        }
        while children.contains(where: \.isRunning) {
            _ = Signals.wait([SIGCHLD], atMost: .milliseconds(100))
            for child in children { child.reap() }
        }
    }
}
