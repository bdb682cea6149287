// SPDX-License-Identifier: Apache-2.0

/// What goes wrong. Each seed has some of them and not others, since bugs hide behind faults that end a run too soon
/// (Groce et al., *Swarm Testing*, ISSTA 2012).
public enum Fault: String, CaseIterable, Sendable {
    /// kill -9 of a node.
    case kill
    /// kill -9 between two actions of one turn.
    case killInATurn
    /// kill -9 of every node at once.
    case killAll
    /// The log's servers lose power, and its end with it; some time later the operator recovers.
    case powerCut
    /// SIGTERM: what is owned is handed over.
    case leave
    /// SIGSTOP for up to ten seconds, then SIGCONT.
    case pause
    /// The log's leader is lost: 4–9 s without one, and stale reads for some.
    case election
    /// The log's disk is full: silence.
    case fullLog
    /// A site is cut off from all others.
    case cutSite
    /// One way between two sites is cut.
    case cutOneWay
    /// Two sites do not see each other, and a third sees both.
    case cutPair
    /// A way holds everything back, then lets it go.
    case hold
    /// A node is without any server for a while.
    case cutOff
    /// A disk takes half a second for a write.
    case slowDisk
    /// A disk is nearly full: its node takes no new contacts.
    case shortDisk
    /// A wall clock is set to another time.
    case clockJump
    /// Messages are lost, doubled, late and out of order.
    case badNetwork
    /// Sites are a tenth of a second apart.
    case slowNetwork
    /// Messages of long ago come again.
    case oldFrames
    /// A site whose disks lag loses power; its nodes come back one by one. What a node has said of its disk must be on
    /// it.
    case darkSite
}
