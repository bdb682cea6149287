// SPDX-License-Identifier: Apache-2.0

/// What an agent wants and does from an instant on, as a site's history keeps it.
public struct PresenceChange: Hashable, Sendable {
    /// The agent.
    public var agent: String
    /// From when on, pool time in milliseconds since 1970.
    public var at: Int64
    /// The presence document's version: tells changes of one instant apart.
    public var version: Int64
    /// The agent's site.
    public var site: String
    /// `available`, `break` or `offline`.
    public var intent: String
    /// `idle`, `offered`, `busy`, `wrapping`, `notResponding` or `unreachable`.
    public var activity: String
    /// Why, where the agent said so.
    public var reason: String?
    /// Who asked for it, when it was not the agent.
    public var by: String?

    /// A row.
    public init(
        agent: String, at: Int64, version: Int64, site: String, intent: String, activity: String, reason: String?,
        by: String? = nil
    ) {
        self.agent = agent
        self.at = at
        self.version = version
        self.site = site
        self.intent = intent
        self.activity = activity
        self.reason = reason
        self.by = by
    }

    /// Whether the agent works on a contact.
    var isWork: Bool { activity == "busy" || activity == "wrapping" }

    /// Whether the agent is at work: available, or still with a contact, however things will go on.
    var isAtWork: Bool {
        activity == "busy" || activity == "wrapping" || intent == "available" && activity != "unreachable"
    }
}
