// SPDX-License-Identifier: Apache-2.0

/// A rare state.
public enum Rarity: String, CaseIterable, Sendable {
    case appendLost = "an append never reached the log"
    case answerLostAfterCommit = "an append was committed and its answer lost"
    case appendRefused = "an append was refused"
    case appendWhileSilent = "an append met a log without leader"
    case appendOfADeadProcess = "an append was decided after its process had died"
    case election = "the log's leader was lost"
    case staleRead = "the log was read as it had been"
    case restoredFromSnapshot = "what was to be read was trimmed"
    case logServerLeft = "a node left its log server"
    case killedInATurn = "a node died between two actions of one turn"
    case leftInOrder = "a node ended in order"
    case ownerYielded = "an owner was asked to end"
    case oldFrameSaidAgain = "an old message came again"
    case takeover = "another node became owner"
    case takeoverWhileHeld = "another node became owner while a contact was held"
    case takeoverWhileAccepted = "another node became owner while an accept was under way"
    case acceptWhileSilent = "a desk accepted while the log had no leader"
    case requeueAfterTakeover = "a contact was sent back within a second of a takeover"
    case cancelBeforeEnqueue = "a contact was cancelled before it came"
    case provisional = "a place was provisional"
    case detachedWithWaiting = "a site was detached while its contacts waited"
    case siteStayedDead = "a site stayed dead while the others came to rest"
    case attached = "a site came back"
    case heldReleased = "a hold was released without a connection"
    case goneAtAccept = "an accept came too late"
    case agentMoved = "an agent logged in at another site"
    case agentUnreachable = "an agent fell silent"
    case endedBeforeLog = "a contact ended before the log had it"
    case powerCut = "the log lost its end"
    case recovered = "a new generation of the log began"
    case rangeAdopted = "a home had its lost range of numbers again"
    case haltedBehind = "a node refused to act on less than it had seen"
    case requeuedWhileConnected = "a conversation was sent back to the line"

    /// Its place among all.
    var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
