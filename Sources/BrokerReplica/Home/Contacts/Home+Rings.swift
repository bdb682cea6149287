// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore

// A contact that rings several agents (protocol §10): it is held for each of their offers, whoever accepts first has
// it, and it has its place again when the last one is out.
extension Home {
    /// C1: one more offer of the ring that holds the contact.
    mutating func contactRingsToo(_ offer: Offer, _ context: HomeContext) {
        guard takes(offer), let cell = contacts[offer.contact], cell.openCount < Limits.ringAgents else { return }
        revise(offer.contact, context, .offered(offer)) { cell in
            cell.others.append(RingOffer(offer: offer))
            cell.newestOfRing = offer.id.sequence
        }
        watchOpen(offer, context)
        watchRing(offer.contact, context)
        say(.held, offer, toContact: false)
    }

    /// Sets the times of an offer that holds the contact: of one more of a ring, or of any after a restart.
    mutating func watchOpen(_ offer: Offer, after pause: Int64 = Timing.askFirst, _ context: HomeContext) {
        let holdMs = offer.timeoutMs + (Timing.confirm + Timing.confirm) / Timing.millisecond
        timers.set(.hold(offer.contact, offer.id), at: context.now.monotonic + holdMs * Timing.millisecond)
        timers.set(.askAgentHome(offer.contact, offer.id), at: context.now.monotonic + pause)
    }

    /// Rings one more in a while, if the contact's topic adds them one by one.
    mutating func watchRing(_ number: ContactNumber, _ context: HomeContext) {
        guard let cell = contacts[number], cell.newestOfRing > 0,
            let settings = context.engine.configuration.topic(cell.record.topic),
            settings.strategy == .ringProgressively
        else { return }
        let everyMs = isPlanted(.ringAtOnce) ? 1 : (settings.rules.ring ?? .usual).everyMs
        let at = context.now.monotonic + everyMs * Timing.millisecond
        timers.set(.ringMore(number, newest: cell.newestOfRing), at: at)
    }

    /// The newest agent has been rung for a while: the owner adds one more, if there is somebody; else it is asked
    /// again as long as anybody is rung.
    mutating func ringMore(_ number: ContactNumber, _ newest: UInt64, _ context: HomeContext) {
        guard let cell = contacts[number], case .held = cell.phase, cell.newestOfRing == newest else { return }
        tellOwner(.ringMore(number, turn: cell.turn, newest: newest), about: .ring)
        watchRing(number, context)
    }

    /// C5, C8: an offer that holds the contact is over. Who else is rung goes on being rung; after the last one the
    /// contact has its place again.
    mutating func letGo(_ offer: Offer, why: String, _ context: HomeContext) {
        guard let cell = contacts[offer.contact], cell.isHeld(for: offer) else { return }
        if isPlanted(.ringFreesWithFirst), !cell.others.isEmpty {
            for open in cell.openOffers where open.id != offer.id { say(.gone(nil), open, toContact: false) }
            contacts[offer.contact]?.others = []
        }
        guard contacts[offer.contact]?.others.isEmpty == false else {
            release(offer.contact, why: why, context)
            return say(.gone(nil), offer, toContact: false)
        }
        revise(offer.contact, context, .revoked(offer.id, why: why, position: nil)) { $0.close(offer) }
        say(.gone(nil), offer, toContact: false)
    }

    /// Whoever else was rung has lost.
    mutating func tellLosers(_ before: ContactCell, winner: Offer) {
        guard !before.others.isEmpty else { return }
        for loser in before.openOffers where loser.id != winner.id { say(.taken, loser, toContact: false) }
    }
}
