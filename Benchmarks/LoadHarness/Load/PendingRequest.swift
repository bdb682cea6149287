// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// A request without an answer yet.
struct PendingRequest {
    /// What it is for.
    enum Purpose: Hashable {
        case login(agent: Int)
        case beat
        case enqueue(ContactKey)
        case cancel(ContactKey)
        case end(ContactKey)
        case accept(agent: Int)
        case reject(agent: Int)
        case wrapUp(agent: Int)
        case intent(agent: Int)
        case get(ContactKey)
    }

    /// How often a request is sent at most.
    static let triesMax = 10

    let purpose: Purpose
    let site: Int
    let operation: Operation
    let body: [UInt8]
    /// When it was due first; nil where nobody set a time.
    let due: Int64?
    /// When it was given to be sent last.
    var sentAt: Int64
    /// How often it was sent.
    var tries = 1
    /// Whether it was answered `unavailable`, or could not leave, and waits to be sent again.
    var isPutOff = false

    /// Whether it is sent again when it had no answer: it must do nothing twice, by the contract. An offer rings again
    /// by itself, and signs of life follow each other anyway.
    var isRepeated: Bool {
        switch purpose {
        case .accept, .reject, .beat: false
        default: tries < Self.triesMax
        }
    }
}
