// SPDX-License-Identifier: Apache-2.0

/// Every request of the contract: a noun and a verb.
public enum Operation: String, CaseIterable, Sendable {
    case contactEnqueue = "contact.enqueue"
    case contactCancel = "contact.cancel"
    case contactEnd = "contact.end"
    case contactRequeue = "contact.requeue"
    case contactCallback = "contact.callback"
    case contactReached = "contact.reached"
    case contactConsult = "contact.consult"
    case contactConference = "contact.conference"
    case contactHandover = "contact.handover"
    case contactGet = "contact.get"
    case contactList = "contact.list"
    case agentLogin = "agent.login"
    case agentState = "agent.state"
    case agentHeartbeat = "agent.heartbeat"
    case agentWrapUp = "agent.wrapup"
    case agentGet = "agent.get"
    case agentList = "agent.list"
    case offerAccept = "offer.accept"
    case offerReject = "offer.reject"
    case offerFail = "offer.fail"
    case topicWaiting = "topic.waiting"
    case numberGet = "number.get"
    case appointmentSlots = "appointment.slots"
    case statsGet = "stats.get"
    case configGet = "config.get"
    case configApply = "config.apply"

    /// The request of a noun and a verb; nil when there is none.
    public init?(noun: some StringProtocol, verb: some StringProtocol) {
        guard let operation = Self.byName["\(noun).\(verb)"] else { return nil }
        self = operation
    }

    /// What it is about: `contact`, `agent`, `offer`, `topic`, `number`, `appointment`, `stats` or `config`.
    public var noun: String { String(rawValue.prefix { $0 != "." }) }

    /// What it does, such as `enqueue` or `get`.
    public var verb: String { String(rawValue.drop { $0 != "." }.dropFirst()) }

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })
}
