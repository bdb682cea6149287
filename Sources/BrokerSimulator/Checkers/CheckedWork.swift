// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

/// What an agent has had to do, by the checkers' own reckoning: each part by itself.
struct CheckedWork {
    var idleSince: PoolInstant
    var lastOffer: UInt64 = 0
    /// What fades: when it was added, and how much.
    var contacts: [(at: PoolInstant, Double)] = []
    var talk: [(at: PoolInstant, Double)] = []
    var work: [(at: PoolInstant, Double)] = []
    var workingSince: PoolInstant?

    /// What is left of a sum of which half is gone after an hour.
    static func left(_ parts: [(at: PoolInstant, Double)], at now: PoolInstant) -> Double {
        parts.reduce(0) { sum, part in
            // Without a library of functions: halves of an hour's half, to a ten-thousandth.
            var rest = Double(now.milliseconds - part.at.milliseconds) / 3_600_000
            var share = 1.0
            while rest >= 1 {
                share /= 2
                rest -= 1
            }
            var step = 0.5
            var root = 0.70710678118654752
            while step > 0.0001 {
                if rest >= step {
                    share *= root
                    rest -= step
                }
                step /= 2
                root = root.squareRoot()
            }
            return sum + share * part.1
        }
    }

    mutating func hangUp(_ wasBusy: Bool, isWrapping: Bool, at time: PoolInstant) {
        guard let since = workingSince else { return }
        let spent = Double(max(1, time.milliseconds - since.milliseconds))
        if wasBusy { talk.append((time, spent)) }
        guard !isWrapping else { return }
        work.append((time, spent))
        workingSince = nil
    }

    /// An agent's home has told the log of an agent who has, or had, contacts beside the one offer.
    mutating func hear(_ report: AgentReport, before: AgentState?, at time: PoolInstant) {
        var were: [OfferID] = []
        var known: [OfferID] = []
        for seat in before?.seats ?? [] {
            known.append(seat.offer)
            if !seat.isWrapping { were.append(seat.offer) }
        }
        if case .busy(let offer, _)? = before?.phase {
            known.append(offer)
            were.append(offer)
        }
        var are = report.seats.filter { !$0.isWrapping }.map(\.offer)
        if case .busy(let offer, _) = report.phase { are.append(offer) }
        let isWorking = !are.isEmpty || !report.seats.isEmpty || report.activity == .wrapping
        if let since = workingSince {
            let spent = Double(max(1, time.milliseconds - since.milliseconds))
            if !were.isEmpty, are.isEmpty { talk.append((time, spent)) }
            if !isWorking || were.isEmpty && !are.isEmpty {
                work.append((time, spent))
                workingSince = nil
            }
        }
        for offer in are where !known.contains(offer) {
            contacts.append((time, 1))
            if workingSince == nil { workingSince = time }
        }
        guard let before else { return }
        let isIdle = if case .idle = report.phase { true } else { false }
        // Who was rung beside others loses nothing by it.
        let wasRung = if case .offered(let offer) = before.phase { offer.isOfRing } else { false }
        let isFreed =
            isIdle && before.phase != .idle && !wasRung
            && (report.turn > before.turn || report.site != before.site)
        let isWrapped = before.activity == .wrapping && report.activity == .idle
        if isFreed || isWrapped || before.seats != report.seats { idleSince = time }
    }
}
