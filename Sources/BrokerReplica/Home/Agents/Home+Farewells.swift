// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore

// WITHDRAWN with a cause (protocol A10, C6) is said until it is heard: a cell that has gone on remembers no cause.
extension Home {
    /// Withdraws with a cause that must arrive.
    mutating func bidFarewell(_ offer: Offer, _ cause: WithdrawCause, _ context: HomeContext) {
        guard !isPlanted(.farewellForgotten) else { return say(.withdrawn(cause), offer, toContact: true) }
        let farewell = Farewell(offer: offer, cause: cause)
        farewells[offer.id] = farewell
        writes.append(.put(.requests, key: StoreKey.farewell(offer.id), value: farewell.encoded()))
        sayWithdrawn(offer)
        guard !isPlanted(.noAskOnceConnected) else { return }
        timers.set(.farewell(offer.id), at: context.now.monotonic + Timing.askFirst)
    }

    /// A2, A6: the offer is over here, and why, as far as it is remembered.
    mutating func sayWithdrawn(_ offer: Offer) {
        say(.withdrawn(farewells[offer.id]?.cause ?? .released(why: "over")), offer, toContact: true)
    }

    /// The contact's home has said GONE: it has heard.
    mutating func endFarewell(_ offer: Offer) {
        guard farewells.removeValue(forKey: offer.id) != nil else { return }
        writes.append(.remove(.requests, key: StoreKey.farewell(offer.id)))
    }

    /// Asks; a home that has not heard answers CONNECTED and is told again (A6), one that has answers GONE.
    mutating func repeatFarewell(_ id: OfferID, _ context: HomeContext) {
        guard let farewell = farewells[id] else { return }
        say(.ask, farewell.offer, toContact: true)
        timers.set(.farewell(id), at: context.now.monotonic + Timing.askLast)
    }
}
