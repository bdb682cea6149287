// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// A real pool's log under the simulator's own checker: one writer an epoch, the chain, who is offered to whom and in
/// which order, turns, places, ends.
///
/// What clients were told is not in the log and not judged here.
public struct LogAudit {
    /// Batches read.
    public private(set) var batches = 0
    /// Contacts that entered.
    public private(set) var contacts = 0
    /// Offers made.
    public private(set) var offers = 0
    /// Epochs begun: the first owner, and every other after it.
    public private(set) var epochs = 0
    /// How often a home was taken by a node, restarts of the same node included.
    public private(set) var homesTaken = 0
    /// How often a site was found silent.
    public private(set) var detached = 0
    private var checker: Checker
    private static let millisecond: Int64 = 1_000_000

    /// An audit that has read nothing yet: it needs a log from its first message.
    ///
    /// - Parameters:
    ///   - authenticator: the pool's.
    ///   - asked: the ids of all contacts anybody asked to enqueue; nil if that is not known. Then nothing is said of
    ///     who called, and of who asked to wait anew.
    public init(authenticator: any BatchAuthenticator, asked: Set<String>?) {
        checker = Checker(authenticator: authenticator)
        checker.asked = asked ?? []
        checker.knowsWhoAsked = asked != nil
    }

    /// What was found in the first message with something wrong; `at` is pool time. Later messages are only counted.
    public var violations: [Violation] { checker.violations }

    /// Judges the next message of the log. Complexity: O(bytes + contacts that wait and agents, for each offer).
    public mutating func take(_ bytes: [UInt8]) {
        if let batch = try? Batch(decoding: bytes, with: checker.authenticator) {
            checker.now = batch.time.milliseconds * Self.millisecond
            for case let event? in batch.events { count(event) }
        }
        batches += 1
        if checker.violations.isEmpty { checker.logged(bytes) }
    }

    private mutating func count(_ event: Event) {
        switch event {
        case .epochBegan: epochs += 1
        case .homeTaken: homesTaken += 1
        case .enqueued: contacts += 1
        case .offered: offers += 1
        case .siteDetached: detached += 1
        default: break
        }
    }
}
