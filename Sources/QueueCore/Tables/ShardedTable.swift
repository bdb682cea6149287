// SPDX-License-Identifier: Apache-2.0

/// A dictionary in 256 parts, of which each grows alone: one that is whole hashes all its keys again when it is full,
/// however many they are.
///
/// Nobody goes through it: its order would differ from run to run.
public struct ShardedTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    @usableFromInline var shards: [[Key: Value]] = Array(repeating: [:], count: 256)

    /// A table without keys.
    public init() {}

    /// Makes room for so many keys, if they spread as keys do. Complexity: O(room).
    public mutating func reserve(_ count: Int) {
        let share = count / shards.count
        for index in shards.indices { shards[index].reserveCapacity(share + share / 8) }
    }

    /// Keys in it. Complexity: O(256).
    public var count: Int { shards.reduce(0) { $0 + $1.count } }

    /// The value of a key. Complexity: O(1), but for the growth of one part.
    @inlinable public subscript(key: Key) -> Value? {
        get { shards[Self.shard(of: key)][key] }
        set { shards[Self.shard(of: key)][key] = newValue }
    }

    /// Sets a value; the one before. Complexity: O(1), but for the growth of one part.
    @inlinable @discardableResult
    public mutating func updateValue(_ value: Value, forKey key: Key) -> Value? {
        shards[Self.shard(of: key)].updateValue(value, forKey: key)
    }

    /// Takes a key out; its value. Complexity: O(1).
    @inlinable @discardableResult
    public mutating func removeValue(forKey key: Key) -> Value? {
        shards[Self.shard(of: key)].removeValue(forKey: key)
    }

    /// By other bits, or another seed, than its part goes by.
    @inlinable static func shard(of key: Key) -> Int { key.hashValue >> 40 & 255 }
}
