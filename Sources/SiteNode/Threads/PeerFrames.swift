// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What one turn says to other nodes: all to one node goes in one message, as far as it fits.
struct PeerFrames {
    private let sender: NodeID
    private var order: [NodeID] = []
    private var messages: [NodeID: [PeerMessage]] = [:]

    init(sender: NodeID) { self.sender = sender }

    mutating func add(_ message: PeerMessage, to node: NodeID) {
        if messages[node] == nil { order.append(node) }
        messages[node, default: []].append(message)
    }

    /// The frames, in the order in which nodes were first spoken to.
    var taken: [(node: NodeID, bytes: [UInt8])] {
        order.flatMap { node -> [(node: NodeID, bytes: [UInt8])] in
            let all = messages[node] ?? []
            let parts = stride(from: 0, to: all.count, by: Limits.frameMessages).map { start in
                Array(all[start..<min(start + Limits.frameMessages, all.count)])
            }
            return parts.flatMap(frames).map { (node, $0) }
        }
    }

    /// One frame, or halves of what is too large.
    private func frames(of part: [PeerMessage]) -> [[UInt8]] {
        let bytes = PeerFrame(sender: sender, messages: part).encoded()
        guard bytes.count > Limits.frameBytes, part.count > 1 else { return [bytes] }
        return frames(of: Array(part[..<(part.count / 2)])) + frames(of: Array(part[(part.count / 2)...]))
    }
}
