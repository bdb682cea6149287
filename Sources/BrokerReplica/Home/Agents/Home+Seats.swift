// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore

// Contacts beside the one offer (protocol §4, A12 and A13): who has room for more than one has them in seats, and is
// idle for the next. There is one open offer an agent, whatever there is room for.
extension Home {
    /// A12: the contact of a busy agent who has room for another goes beside; the turn grows, so that no older offer is
    /// taken in its place.
    static func makeRoom(_ cell: inout AgentCell, _ costs: ChannelCosts) {
        guard case .busy(let offer) = cell.phase, let contact = cell.contact, cell.hasRoom(costs),
            !isPlanted(.roomForgotten)
        else { return }
        var seat = Seat(offer: offer, contact: contact)
        seat.contactVersion = cell.contactVersion
        seat.isConfirmed = cell.isConfirmed
        seat.askPause = cell.askPause
        cell.seats.append(seat)
        cell.phase = .idle
        cell.contact = nil
        if !isPlanted(.besideKeepsTurn) { cell.turn = cell.turn.next }
    }

    /// Changes what an agent has beside the one offer. The turn tells the log, unless an offer is open or there was no
    /// room: then what comes of that will.
    mutating func reviseSeats(
        _ agent: AgentID, _ context: HomeContext, _ kind: AgentNews.Kind, _ change: (inout AgentCell) -> Void
    ) {
        let costs = context.engine.configuration.costs
        revise(agent, context, kind) { cell in
            let before = (cell.activity, cell.intent)
            change(&cell)
            cell.takeUpIntent()
            if cell.phase == .idle { cell.turn = cell.turn.next } else { Self.makeRoom(&cell, costs) }
            if (cell.activity, cell.intent) != before { cell.since = context.time }
        }
    }

    /// A8, A10 of a contact beside: its wrap-up takes the room that the contact took.
    mutating func endSeatTalk(_ offer: Offer, _ outcome: Outcome, _ context: HomeContext) {
        guard let seat = agents[offer.agent]?.seat(of: offer) else { return }
        let wrapUpMs = wrapUpMs(offer.agent, seat.contact, context)
        reviseSeats(offer.agent, context, .ended(seat.contact.id, outcome)) { cell in
            cell.seats.removeAll { $0.offer.id == offer.id }
            if wrapUpMs > 0 { cell.seats.append(Seat(offer: offer, contact: seat.contact, wrapUpMs: wrapUpMs)) }
            cell.remember(Talk(offer: offer, contact: seat.contact.id, topic: seat.contact.topic))
        }
        armSeats(offer.agent, context)
    }

    /// Sets the timers that end wrap-ups beside.
    mutating func armSeats(_ agent: AgentID, _ context: HomeContext) {
        guard let seats = agents[agent]?.seats else { return }
        for (index, seat) in seats.enumerated() {
            guard let wrapUpMs = seat.wrapUpMs, seat.endsAt == .max else { continue }
            let endsAt = context.now.monotonic + wrapUpMs * Timing.millisecond
            agents[agent]?.seats[index].endsAt = endsAt
            timers.set(.seatOver(agent, seat.offer.id, endsAt: endsAt), at: endsAt)
        }
    }

    /// A wrap-up beside is to go on for so long from now.
    mutating func extendSeat(_ agent: AgentID, _ id: OfferID, _ milliseconds: Int64, _ context: HomeContext) {
        reviseSeats(agent, context, .state) { cell in
            guard let index = cell.seats.firstIndex(where: { $0.offer.id == id && !$0.isTalking }) else { return }
            cell.seats[index].wrapUpMs = milliseconds
            cell.seats[index].endsAt = .max
        }
        armSeats(agent, context)
    }

    /// A wrap-up beside is over by itself.
    mutating func seatOver(_ agent: AgentID, _ id: OfferID, _ endsAt: Int64, _ context: HomeContext) {
        guard agents[agent]?.seats.contains(where: { $0.offer.id == id && $0.endsAt == endsAt }) == true else { return }
        freeSeat(agent, id, context)
    }

    /// A wrap-up beside is over.
    mutating func freeSeat(_ agent: AgentID, _ id: OfferID, _ context: HomeContext) {
        reviseSeats(agent, context, .state) { $0.seats.removeAll { $0.offer.id == id && !$0.isTalking } }
    }

    /// The contact that an offer names is offered again, and held: what is beside by an earlier offer of it is over at
    /// its home, whose word of that is on its way.
    mutating func endEarlierTalks(of offer: Offer, _ context: HomeContext) {
        guard let cell = agents[offer.agent], !cell.seats.isEmpty else { return }
        for seat in cell.seats
        where seat.isTalking && seat.offer.contact == offer.contact && seat.offer.contactTurn < offer.contactTurn {
            endSeatTalk(seat.offer, .transferred, context)
        }
    }

    /// What contacts take has changed, or what agents take: who has room now is idle for more.
    mutating func reviewRoom(_ context: HomeContext) {
        guard stage == .active else { return }
        let costs = context.engine.configuration.costs
        for agent in agentOrder {
            guard let cell = agents[agent], case .busy = cell.phase, cell.hasRoom(costs) else { continue }
            reviseSeats(agent, context, .state) { _ in }
        }
    }
}
