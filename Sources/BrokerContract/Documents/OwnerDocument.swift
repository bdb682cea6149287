// SPDX-License-Identifier: Apache-2.0

/// Who orders the pool.
public struct OwnerDocument: Codable, Hashable, Sendable {
    /// The owner's node.
    public var node: String
    /// The owner's number; grows with each owner.
    public var epoch: Int

    /// Puts a document together.
    public init(node: String, epoch: Int) {
        self.node = node
        self.epoch = epoch
    }
}
