// SPDX-License-Identifier: Apache-2.0
public import BrokerEngine
public import BrokerModel

/// What a replica wants done, in this order. What is large is kept apart: a turn moves its actions about.
public enum Action: Sendable {
    /// Tell another node.
    case send(to: NodeID, PeerMessage)
    /// Append to the log if its last message is `expected`.
    case append(bytes: [UInt8], expected: UInt64, attempt: UInt64)
    /// The log's server does not answer: try another.
    case leaveLogServer
    /// Tell every node that this is message `sequence` of the log.
    case publishCommitted(sequence: UInt64, bytes: [UInt8])
    /// How long a batch took.
    case committed(CommitFigures)
    /// Read the stream from here to its end as its leader has it, and the message before, if it is still there.
    case read(from: UInt64)
    /// Write to the home's store; report when it is on the disk.
    case store([StoreWrite], number: UInt64)
    /// Answer a client.
    indirect case reply(token: UInt64, HomeReply)
    /// Tell who watches a contact.
    indirect case contactNews(ContactNews)
    /// Tell who watches an agent, and publish the presence document.
    indirect case agentNews(AgentNews)
    /// Serve the site's requests from now on, or no more.
    case serve(Bool)
    /// The site goes on alone, with these contacts in its lines, and what it knows of agents with several contacts;
    /// only where the replica ``Replica/tellsLines``.
    case islandBegan([ContactState], [AgentState])
    /// What it has decided alone.
    case decidedAlone([Event])
    /// Keep a snapshot.
    indirect case snapshot(LogImage)
    /// Keep the node's own image of the log's state on its disk, unless what is there is more advanced.
    indirect case keepImage(LogImage)
    /// Trim the log below this message.
    case trim(below: UInt64)
    /// Something an operator wants to know.
    case notice(Notice)
    /// What was asked by `leave` is done: the process may end.
    case left
    /// The node must not go on.
    case halt(String)
}
