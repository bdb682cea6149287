// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica

/// What the world outside the nodes sees: what is on disks and in the log, what clients and operators are told.
enum Heard {
    /// On a node's disk, after fsync.
    case stored(StoreWrite, node: Int)
    /// All that is on the disk of a node that begins to hold its home: facts now, whatever they were before.
    case adopted([StoreWrite], node: Int)
    /// A site begins to go on alone, with these contacts in its lines.
    case islandBegan([ContactState], [AgentState], node: Int)
    /// What it has decided alone.
    case decidedAlone([Event], node: Int)
    /// In the log.
    case logged([UInt8])
    /// The operator has begun a new generation of the log with this state.
    indirect case recovered(LogImage)
    /// A client's answer.
    indirect case reply(token: UInt64, HomeReply, node: Int)
    /// Who watches a contact is told.
    indirect case contactNews(ContactNews, node: Int)
    /// Who watches an agent is told.
    indirect case agentNews(AgentNews, node: Int)
    /// One home to the other, about an offer.
    case said(AssignmentWord, Offer, toContact: Bool, node: Int)
    /// A line of a node's log.
    case notice(Notice, node: Int)
    /// A node's turns follow one another without end.
    case spinning(node: Int)
    /// A node will not go on.
    case halted(String, node: Int)
}
