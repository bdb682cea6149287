// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica

// A new generation of the log: the checker goes on from its first state. What homes store and clients are told goes on
// as if nothing had been lost.
extension Checker {
    mutating func recovered(_ image: LogImage) {
        if image.engine.generation <= engine.generation {
            violate("I12", "generation \(image.engine.generation) after generation \(engine.generation)")
        }
        for agent in engine.allAgents where image.engine.agent(agent.agent)?.site != agent.site {
            movedBack.insert(agent.agent)
            // Who is in conversation at the site that has lost them goes back to the line, by nobody's wish.
            for slot in slots where slot.agent == agent.agent {
                if let contact = agents[slot]?.cell.contact { wanted.insert(contact.id) }
                for seat in agents[slot]?.cell.seats ?? [] { wanted.insert(seat.contact.id) }
            }
        }
        // Who had come to work, and the log knew no more: if the site is away, another may take the agent.
        for agent in engine.allAgents where !agent.isMovable && image.engine.agent(agent.agent)?.isMovable == true {
            movedBack.insert(agent.agent)
        }
        engine = image.engine
        digest = image.digest
        line = CheckedLine(image.engine)
        choice = CheckedChoice(image.engine)
        // Who gave up in the lost part may be forgotten.
        redials = CheckedRedials()
    }
}
