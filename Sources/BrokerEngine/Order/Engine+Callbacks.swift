// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

// Callbacks that are open, by the number that is called: so that a topic promises only so many to one of them.
extension Engine {
    /// Contacts of a topic that are callbacks to a number, scheduled, waiting or with an agent.
    ///
    /// - Parameter hash: the keyed hash of the number.
    /// - Complexity: O(callbacks to it).
    public func openCallbacks(_ topic: TopicID, to hash: [UInt8]) -> [ContactNumber] {
        guard let topic = topicIndexByID[topic] else { return [] }
        return callbacks[CalledNumber(topic: topic, hash: hash)] ?? []
    }

    /// Why a topic promises no more callbacks to a number of which so many are open; nil if it does.
    public func refuseCallback(_ topic: TopicID, open: Int, field: String) -> Refusal? {
        guard let most = configuration.topic(topic)?.rules.callbacksPerNumber, open >= Int(most) else { return nil }
        return Refusal(
            .full,
            "\(open) callbacks to this number are open in \(topic), which is its limit (callback.perNumber); "
                + "end one of them, or let it be called",
            field: field)
    }

    /// The same of a contact that comes to be called.
    func refuseCallback(_ record: ContactRecord) -> Refusal? {
        guard record.channel == .callback, !record.calledHash.isEmpty else { return nil }
        let open = openCallbacks(record.topic, to: record.calledHash).count
        return refuseCallback(record.topic, open: open, field: "caller")
    }

    /// Whom a contact is to call, and for what; nil if it is no callback, or to a number nobody has said.
    func calledNumber(_ slot: UInt32) -> CalledNumber? {
        // Nearly nobody is: of the line no more is read than that.
        guard lines[Int(contacts[slot].line)].identity.channel == .callback else { return nil }
        let hash = contacts.routing(slot).calledHash(else: contacts.details(slot).caller)
        return hash.isEmpty ? nil : CalledNumber(topic: topic(of: slot), hash: hash)
    }

    /// A contact is a callback to another number than before, or to none.
    mutating func recountCallback(_ slot: UInt32, before: CalledNumber?) {
        let after = calledNumber(slot)
        guard after != before else { return }
        if let before { endCallback(slot, to: before) }
        if let after { callbacks[after, default: []].append(contacts[slot].number) }
    }

    /// A contact is no callback to a number any more.
    mutating func endCallback(_ slot: UInt32, to called: CalledNumber) {
        let number = contacts[slot].number
        callbacks[called]?.removeAll { $0 == number }
        if callbacks[called]?.isEmpty == true { callbacks[called] = nil }
    }
}
