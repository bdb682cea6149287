// SPDX-License-Identifier: Apache-2.0

/// Why a phone could not be reached.
public enum OfferFailureWord: String, Codable, CaseIterable, Hashable, Sendable {
    /// It was engaged.
    case busy
    /// It rang in vain.
    case noAnswer
    /// It refused.
    case declined
    /// It is not there.
    case unreachable
    /// The caller left meanwhile.
    case callerGone
}
