// SPDX-License-Identifier: Apache-2.0

/// What happened to a contact.
public enum ContactEventWord: String, Codable, CaseIterable, Hashable, Sendable {
    /// It took its place.
    case queued
    /// It is not due yet, and in no line until then.
    case scheduled
    /// Its customer is to be called now, before any agent is asked.
    case calling
    /// Its place or estimated wait changed.
    case position
    /// An agent is being asked.
    case offered
    /// The offer is over without an answer that counts.
    case revoked
    /// It stands in the line again.
    case requeued
    /// It asks less of who serves it.
    case relaxed
    /// An agent serves it.
    case connected
    /// It is over.
    case ended
    /// An agent has said something of a conversation.
    case noted
    /// Its agent asks a colleague meanwhile.
    case consulting
    /// The colleague has answered.
    case consulted
    /// The colleague speaks with the caller, too.
    case conference
    /// The question is over, and the conversation goes on.
    case consultEnded
}
