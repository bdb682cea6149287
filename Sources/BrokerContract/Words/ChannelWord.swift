// SPDX-License-Identifier: Apache-2.0

/// How a contact reaches us.
public enum ChannelWord: String, Codable, CaseIterable, Hashable, Sendable {
    /// A call.
    case voice
    /// A call to the customer.
    case callback
    /// A chat.
    case chat
    /// A mail.
    case mail
    /// A form of a web page.
    case webForm
    /// A message of a social network.
    case social
    /// A person at the counter.
    case counter
    /// A letter.
    case letter
}
