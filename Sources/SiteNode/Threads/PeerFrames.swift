// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What one turn says to other nodes: all to one node goes in one message, as far as it fits.
struct PeerFrames {
    private let sender: NodeID
    private var order: [NodeID] = []
    private var messages: [NodeID: [PeerMessage]] = [:]

    /// Messages in one frame: with some hundred bytes each far below the server's limit, but a configuration's command.
    private static let messagesPerFrame = 512

    init(sender: NodeID) { self.sender = sender }

    mutating func add(_ message: PeerMessage, to node: NodeID) {
        if messages[node] == nil { order.append(node) }
        messages[node, default: []].append(message)
    }

    /// The frames, in the order in which nodes were first spoken to.
    var taken: [(node: NodeID, bytes: [UInt8])] {
        order.flatMap { node -> [(node: NodeID, bytes: [UInt8])] in
            let all = messages[node] ?? []
            return stride(from: 0, to: all.count, by: Self.messagesPerFrame).map { start in
                let part = Array(all[start..<min(start + Self.messagesPerFrame, all.count)])
                return (node, PeerFrame(sender: sender, messages: part).encoded())
            }
        }
    }
}
