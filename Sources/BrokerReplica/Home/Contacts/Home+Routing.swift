// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

// What a contact asks of who serves it, beyond its topic and skills, as requests and time change it.
extension Home {
    /// Why a contact cannot be for an agent: the pool does not know them.
    func refuse(agent: AgentID?, _ context: HomeContext) -> Refusal? {
        guard let agent, context.engine.agent(agent) == nil, context.engine.configuration.agent(agent) == nil else {
            return nil
        }
        return Refusal(.notFound, "no agent \(agent)", field: "agent")
    }

    /// What a contact asks that is sent back to a line: it is for the agent who is named now, or for everybody. In
    /// another topic, from a conversation, or where it waits anew, the topic's steps begin anew; else they go on.
    func routing(
        of cell: ContactCell, requeuedTo order: RequeueOrder, _ context: HomeContext
    ) -> Routing {
        var routing = cell.record.routing
        routing.handover = nil
        // Nobody answers their own question.
        routing.onlyAgent = order.agent == routing.consult?.agent ? nil : order.agent
        let next = order.topic ?? cell.record.topic
        let isConnected = if case .connected = cell.phase { true } else { false }
        let isNew = next != cell.record.topic || order.restart || isConnected || cell.dueAt != nil
        if isNew { routing.steps = 0 }
        if isNew || order.agent != nil { routing.endFirst() }
        let hasSteps = context.engine.configuration.topic(next)?.rules.relax.isEmpty == false
        routing.stepsFrom = hasSteps ? (isNew ? context.time : cell.stepsFrom) : nil
        return routing
    }

    // MARK: - Steps

    /// When a contact's next step is due, pool time; nil when it has taken all.
    static func nextStepAt(_ cell: ContactCell, _ context: HomeContext) -> PoolInstant? {
        guard let settings = context.engine.configuration.topic(cell.record.topic), settings.hasRules else {
            return nil
        }
        // Who is handed over is for one agent, for a few seconds: a step would end that.
        guard !cell.record.asksMore || cell.record.routing.handover == nil else { return nil }
        let steps = settings.rules.relax
        let taken = Int(cell.record.routing.steps)
        guard taken < steps.count, !isPlanted(.relaxesNever) else { return nil }
        let afterMs = isPlanted(.relaxesEarly) ? steps[taken].afterMs / 4 : steps[taken].afterMs
        return PoolInstant(cell.stepsFrom.milliseconds + afterMs)
    }

    /// Takes the steps that are due: the place stays, but for what a step says of the priority.
    ///
    /// - Returns: whether there was one.
    static func takeSteps(_ cell: inout ContactCell, _ context: HomeContext) -> Bool {
        let before = cell.record.routing.steps
        while let at = nextStepAt(cell, context), at <= context.time {
            let steps = context.engine.configuration.topic(cell.record.topic)?.rules.relax ?? []
            let raise = steps[Int(cell.record.routing.steps)].raisePriority
            cell.record.priority = UInt8(clamping: Int(cell.record.priority) + Int(raise))
            cell.record.routing.steps += 1
        }
        return cell.record.routing.steps > before
    }

    /// A waiting contact takes its steps. The turn grows: an offer on its way was made before.
    mutating func relax(_ number: ContactNumber, _ context: HomeContext) {
        guard var relaxed = contacts[number], Self.takeSteps(&relaxed, context) else { return }
        if let cell = contacts[number] { tellBeginning(cell, context) }
        revise(number, context, .relaxed(why: "step \(relaxed.record.routing.steps)")) { cell in
            cell.turn = cell.turn.next
            cell.record = relaxed.record
            if isPlanted(.stepResetsPlace) { cell.restartedAt = context.time }
        }
    }
}

extension ContactCell {
    /// Since when its topic's steps count: since it came into the topic's line.
    var stepsFrom: PoolInstant { record.routing.stepsFrom ?? inLineSince ?? record.arrival }
}
