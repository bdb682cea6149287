// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

// A topic promises only so many callbacks to one number: over all sites as the log has them, and here as they are.
extension Home {
    /// Why a contact that comes to be called is not let in.
    func refuseCallback(_ order: EnqueueOrder, _ topic: TopicID, _ context: HomeContext) -> Refusal? {
        guard order.channel == .callback, let hash = order.caller?.callerHash else { return nil }
        return refuseCallback(topic, to: hash, besides: nil, field: "caller", context)
    }

    /// Why a caller is not promised a call.
    func refuseCallback(_ cell: ContactCell, to address: SealedCaller?, _ context: HomeContext) -> Refusal? {
        let told = address?.callerHash ?? []
        let hash = told.isEmpty ? cell.record.calledHash : told
        let field = told.isEmpty ? "id" : "callerAddress"
        return refuseCallback(cell.record.topic, to: hash, besides: cell.record.number, field: field, context)
    }

    private func refuseCallback(
        _ topic: TopicID, to hash: [UInt8], besides own: ContactNumber?, field: String, _ context: HomeContext
    ) -> Refusal? {
        guard context.engine.configuration.topic(topic)?.rules.callbacksPerNumber != nil, !hash.isEmpty else {
            return nil
        }
        var open = Set(context.engine.openCallbacks(topic, to: hash))
        // What the log does not know yet.
        for number in unreportedContacts {
            if let cell = contacts[number], cell.isOpenCallback(topic, to: hash) {
                open.insert(number)
            } else {
                open.remove(number)
            }
        }
        if let own { open.remove(own) }
        return context.engine.refuseCallback(topic, open: open.count, field: field)
    }
}

extension ContactCell {
    fileprivate func isOpenCallback(_ topic: TopicID, to hash: [UInt8]) -> Bool {
        endedAt == nil && record.channel == .callback && record.topic == topic && record.calledHash == hash
    }
}
