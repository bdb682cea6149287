// SPDX-License-Identifier: Apache-2.0

/// What one pool did of whole lives, and what each took of the processors.
struct PoolLives: Codable {
    /// Lives a second.
    let perSecond: Double
    /// Requests that were refused.
    let failures: Int
    /// Processor time of the node, of its server and of the measuring client for a life, microseconds.
    let nodeUs: Double
    let serverUs: Double
    let clientUs: Double

    /// Processor time for a life, microseconds.
    var us: Double { nodeUs + serverUs + clientUs }
}
