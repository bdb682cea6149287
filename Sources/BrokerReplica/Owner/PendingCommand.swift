// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// A command that waits for the owner's next batch.
struct PendingCommand: Sendable {
    /// Who asked.
    let node: NodeID
    /// The asker's id for it.
    let id: UInt64
    /// What is asked.
    let command: Command
    /// When it reached the owner, monotonic nanoseconds.
    let receivedAt: Int64
    /// The same by pool time.
    var poolTime = PoolInstant(0)

    /// The command as it is at an instant: a contact has waited here too.
    func command(at time: PoolInstant) -> Command {
        let waitedMs = time.milliseconds - poolTime.milliseconds
        guard waitedMs > 0, case .contact(let report, let entry?) = command else { return command }
        return .contact(report, entry: entry.waiting(waitedMs))
    }

    /// Whether somebody could be matched because of it, or waits for it. The others (a contact connected or ended, an
    /// agent busy) may wait a moment for company: each append that carries only them would hold up the next contact.
    var isPressing: Bool {
        switch command {
        case .contact(let report, _):
            switch report.phase {
            // Who left unserved stands in a line until the log knows it.
            case .waiting, .ended: report.phase != .ended(.handled)
            case .connected: false
            }
        case .agent(let report): report.isReady || report.profile != nil
        case .reserveRange, .takeHome, .configure, .attach, .detach, .listHeirs, .passHome, .ringMore, .bookSlot:
            true
        }
    }
}
