// SPDX-License-Identifier: Apache-2.0
import BrokerReplica

/// What a client asked, and which process it reached.
struct AskedRequest {
    let request: HomeRequest
    /// Nanoseconds of virtual time.
    let at: Int64
    /// The node and its life; nil when nobody served.
    let process: (node: Int, life: Int)?
}
