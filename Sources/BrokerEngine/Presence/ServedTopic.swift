// SPDX-License-Identifier: Apache-2.0

/// A topic an agent serves.
struct ServedTopic: Hashable, BitwiseCopyable, Sendable {
    /// The topic, by index.
    let index: UInt32
    /// 1–9; 1 comes first.
    let level: UInt8

    /// The topic, by index.
    var topic: Int { Int(index) }
}
