// SPDX-License-Identifier: Apache-2.0

/// What a subject of the pool is.
public enum SubjectMeaning: Hashable, Sendable {
    /// A request.
    case request(RequestSubject)
    /// An event of a contact whose home is at the site.
    case contactEvent(site: String, id: String)
    /// An event of an agent whose home is at the site.
    case agentEvent(site: String, agent: String)
    /// A presence document.
    case presence(site: String, agent: String)
    /// The pool's stats.
    case stats
    /// A topic's stats.
    case topicStats(topic: String)
}
