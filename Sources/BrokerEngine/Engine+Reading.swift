// SPDX-License-Identifier: Apache-2.0
public import BrokerModel
public import QueueCore

// What others may read of the state.
extension Engine {
    /// A contact that has not ended. Complexity: O(1).
    public func contact(_ number: ContactNumber) -> ContactState? { contacts.slot(of: number).map { contactState($0) } }

    /// The turn and the rank (protocol O2) at which the log knows a contact, without the rest of it. Complexity: O(1).
    public func progress(of number: ContactNumber) -> (turn: Turn, rank: UInt8)? {
        contacts.slot(of: number).map { (contacts[$0].turn, contacts[$0].rank) }
    }

    /// When a contact that has not ended came, without the rest of it. Complexity: O(1).
    public func arrival(of number: ContactNumber) -> PoolInstant? {
        contacts.slot(of: number).map { contacts[$0].arrival }
    }

    /// Contacts that have not ended.
    public var contactCount: Int { contacts.count }

    /// Contacts of a site that have not ended, by number. Complexity: O(n log n).
    public func contacts(of site: SiteID) -> [ContactState] {
        guard let site = sites.known(site) else { return [] }
        return contacts.slotsByNumber.filter { contacts[$0].site == site }.map { contactState($0) }
    }

    /// Numbers of a site's contacts that have not ended, ascending. Complexity: O(n log n).
    public func numbers(of site: SiteID) -> [ContactNumber] {
        guard let site = sites.known(site) else { return [] }
        return contacts.slotsByNumber.compactMap { contacts[$0].site == site ? contacts[$0].number : nil }
    }

    /// An agent the log knows. Complexity: O(1).
    public func agent(_ agent: AgentID) -> AgentState? { agents.index(of: agent).map { agentState($0) } }

    /// Agents the log knows, in the order in which they came. Complexity: O(agents).
    public var allAgents: [AgentState] { agents.indices.map { agentState($0) } }

    /// Whether the number belongs to a contact that has ended, or was never reserved for the site.
    public func isOver(_ number: ContactNumber, site: SiteID) -> Bool {
        contacts.slot(of: number) == nil && !ledger.admits(number, site: site)
    }

    /// Contacts that wait for a topic over all sites; 0 for a topic nobody has named. Complexity: O(1).
    public func waitingCount(_ topic: TopicID) -> Int {
        topicIndexByID[topic].map { topics[$0].waiting } ?? 0
    }

    /// Contacts that will wait for a topic when they are due; 0 for a topic nobody has named. Complexity: O(1).
    public func scheduledCount(_ topic: TopicID) -> Int {
        topicIndexByID[topic].map { topics[$0].scheduled } ?? 0
    }

    /// Contacts of a site that wait and are not skipped. Complexity: O(contacts).
    public func waitingCount(of site: SiteID) -> Int {
        guard let site = sites.known(site) else { return 0 }
        return contacts.slotsInUse.count { contacts[$0].stage == .waiting && contacts[$0].site == site }
    }

    /// A topic's figures.
    public func statistics(_ topic: TopicID) -> TopicStatistics {
        topicIndexByID[topic].map { topics[$0].statistics } ?? TopicStatistics()
    }

    /// Agents who could be offered a contact of the topic now, but for its requirements.
    public func availableCount(_ topic: TopicID) -> Int {
        guard let index = topicIndexByID[topic] else { return 0 }
        let isFreedToo = freed.map { agents.details[$0].topics.contains { $0.topic == index } } ?? false
        return topics[index].idle.count + (isFreedToo ? 1 : 0)
    }

    /// Contacts that wait for a topic, in order, from behind a key. Complexity: O(limit × lines of the topic).
    public func waiting(_ topic: TopicID, after key: LineKey?, limit: Int) -> [ContactState] {
        guard let index = topicIndexByID[topic] else { return [] }
        var found: [(LineKey, UInt32)] = []
        for line in lines(of: index) {
            lines[line].waiting.forEach(after: key, limit: limit) { found.append(($0, $1)) }
        }
        return found.sorted { $0.0 < $1.0 }.prefix(limit).map { contactState($0.1) }
    }

    /// The longest anybody in the topic's line has waited, milliseconds, at an instant; 0 when nobody waits.
    /// Complexity: O(waiting).
    public func longestWaitMs(_ topic: TopicID, at now: PoolInstant) -> Int64 {
        guard let index = topicIndexByID[topic] else { return 0 }
        var earliest = now.milliseconds
        for line in lines(of: index) {
            lines[line].waiting.forEach(after: nil, limit: .max) { _, slot in
                earliest = min(earliest, contacts[slot].arrival.milliseconds)
            }
        }
        return now.milliseconds - earliest
    }
}
