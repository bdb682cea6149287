// SPDX-License-Identifier: Apache-2.0

/// A reply of which a desk needs to know only that it is no refusal, whatever document it is.
struct DeskReply: Decodable {
    /// Agents who are not logged in at the site (`agent.heartbeat`).
    var unknown: [String]?
}
