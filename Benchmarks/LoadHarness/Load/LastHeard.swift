// SPDX-License-Identifier: Apache-2.0

/// What was last heard of an agent of the load.
struct LastHeard {
    let at: Int64
    let version: Int
    let seq: Int?
    /// Whether it said that the agent is free.
    var isIdle: Bool
}
