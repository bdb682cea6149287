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

    /// What a contact asks that is sent back to a line: nothing of what it asked before, but for what is said now.
    func routing(
        of cell: ContactCell, requeuedTo order: RequeueOrder, _ context: HomeContext
    ) -> Routing {
        var routing = cell.record.routing
        routing.onlyAgent = order.agent
        return routing
    }
}
