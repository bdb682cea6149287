// SPDX-License-Identifier: Apache-2.0

/// What is timed. Each begins when something was due, not when it was sent; but for `offer`, see there.
enum LatencyKind: String, Codable, CaseIterable, CodingKeyRepresentable, Sendable {
    /// From the moment a contact was due to the answer to its enqueue, which bears its claim number.
    case enqueue
    /// From the moment both a contact and the agent it is offered to were free, to the offer at the desk: what the
    /// broker takes to bring them together, whether there was a line or not. First offers of a contact only. That the
    /// agent is free is known by the last event of the agent, so that one which comes late is not counted here, but as
    /// `end` or `wrapUp`.
    case offer
    /// From the moment an accept was due to the desk's word that the conversation begins.
    case connect
    /// From the moment the end of a conversation was due to its answer.
    case end
    /// From the moment the end of a wrap-up was due to the desk's word that the agent is idle.
    case wrapUp
    /// From the moment a contact was due to its conversation: what the caller waited.
    case wait

    /// What it is called in reports.
    var title: String {
        switch self {
        case .enqueue: "enqueue → answer"
        case .offer: "free → offer"
        case .connect: "accept → connected"
        case .end: "end → answer"
        case .wrapUp: "wrap-up → idle"
        case .wait: "arrival → connected"
        }
    }
}
