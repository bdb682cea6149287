// SPDX-License-Identifier: Apache-2.0

/// How an agent stands to a contact in line.
public enum Standing: String, Sendable {
    /// Free, and could serve it.
    case free
    /// The same, but has let an offer of it go: asked after all who have not.
    case tried
    /// Has another offer.
    case offered
    /// In conversation.
    case busy
    /// Finishing up after a contact.
    case wrapping
    /// Left an offer without answer.
    case notResponding
    /// No sign of life.
    case unreachable
    /// A moment after a reject.
    case pausing
    /// On a break.
    case onBreak = "break"
    /// Not at work.
    case offline
    /// The agent's site does not confirm.
    case siteDetached
    /// Free, and does not take the contact's channel.
    case channel
    /// Has contacts beside which one of the channel does not fit.
    case noRoom
    /// Free, and has not the skills that the contact requires.
    case skills
    /// Free, and a rule of the topic or the contact keeps them apart.
    case rules

    /// Whether the agent could be offered the contact now.
    public var isCandidate: Bool { self == .free || self == .tried }
}
