// SPDX-License-Identifier: Apache-2.0
import BrokerReplica
import Logging

extension Logger {
    /// One line for a change of state.
    func report(_ notice: Notice) {
        switch notice {
        case .becameOwner(let epoch): self.notice("became owner", metadata: [LogKey.epoch: "\(epoch)"])
        case .yielded(let epoch): self.notice("handed the pool over", metadata: [LogKey.epoch: "\(epoch)"])
        case .lostOwnership(let epoch, let why):
            self.notice("lost ownership", metadata: [LogKey.epoch: "\(epoch)", LogKey.why: "\(why)"])
        case .ownerChanged(let node, let epoch):
            self.notice("owner changed", metadata: [LogKey.owner: "\(node)", LogKey.epoch: "\(epoch)"])
        case .caughtUp(let logSequence, let eventSequence):
            info(
                "caught up with the log",
                metadata: [LogKey.logSequence: "\(logSequence)", LogKey.eventSequence: "\(eventSequence)"])
        case .homeTaken(let term, let over):
            self.notice(
                over ? "took the site's home over" : "holds the site's home", metadata: [LogKey.term: "\(term)"])
        case .islandBegan(let count):
            warning("the log is out of reach: the site goes on alone", metadata: [LogKey.count: "\(count)"])
        case .islandEnded(let milliseconds, let connections, let outOfOrder, let mostAhead):
            self.notice(
                "the log is back: the site goes on with the others",
                metadata: [
                    LogKey.milliseconds: "\(milliseconds)", LogKey.connections: "\(connections)",
                    LogKey.outOfOrder: "\(outOfOrder)", LogKey.mostAhead: "\(mostAhead)",
                ])
        case .detached(let site): warning("site detached: it does not confirm", metadata: [LogKey.site: "\(site)"])
        case .attached(let site): self.notice("site attached", metadata: [LogKey.site: "\(site)"])
        case .foreignMessage(let sequence, let why):
            error(
                "foreign message in the log skipped",
                metadata: [LogKey.logSequence: "\(sequence)", LogKey.why: "\(why)"])
        case .doubtfulWord(let sequence, let why):
            warning(
                "an owner's word does not fit the log as it is here: the log is read",
                metadata: [LogKey.logSequence: "\(sequence)", LogKey.why: "\(why)"])
        case .logSilent(let attempts):
            warning("the log does not answer", metadata: [LogKey.attempts: "\(attempts)"])
        case .uncertain(let contact, let claim, let why):
            warning(
                "what has become of this contact is not known",
                metadata: [LogKey.contact: "\(contact)", LogKey.claim: "\(claim)", LogKey.why: "\(why)"])
        case .snapshotKept(let sequence): info("snapshot kept", metadata: [LogKey.logSequence: "\(sequence)"])
        }
    }
}
