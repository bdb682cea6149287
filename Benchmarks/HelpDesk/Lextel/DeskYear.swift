// SPDX-License-Identifier: Apache-2.0

/// A year of a world, drawn from a seed: who calls when, and how many agents are there. How they are served is not in
/// it, so that the same calls can be served in different ways by the same agents.
struct DeskYear: Sendable {
    /// A call as it is drawn.
    struct Drawn: Hashable, Sendable {
        /// First ring, minutes after the desk opens.
        let arrival: Double
        /// Minutes an agent is engaged.
        let talk: Double
        /// Minutes the caller will wait.
        let patience: Double
        /// Whether the caller cannot work.
        let isBlocking: Bool
        /// Index of the topic.
        let topic: Int
        /// Index of the site called.
        let site: Int
        /// What the caller takes where it is offered instead of the line.
        let consent: Consent
    }

    /// A day.
    struct Day: Sendable {
        /// Which.
        let date: WorkingDay
        /// Agents on duty.
        let agents: Int
        /// Calls, by arrival.
        let calls: [Drawn]
    }

    /// The working days, in order.
    let days: [Day]

    /// These days.
    init(days: [Day]) { self.days = days }

    /// Draws a year.
    init(_ world: DeskWorld, seed: UInt64) {
        let sizes = Self.sizes(world, seed: seed)
        let agents = Self.agents(seed: seed)
        // One hour's break is not staffed time.
        let staffed = agents.reduce(0) { $0 + Double($1) * (Double(DeskHours.count) * 60 - DeskHours.breakLength) }
        // So that offered work is the world's share of staffed time.
        let scale = world.load * staffed / People.meanTalk / sizes.reduce(0, +)
        days = WorkingDay.of2014.indices.map { index in
            var draws = Draws(seed: seed, stream: 1_000 + UInt64(index))
            // Draws of their own, so that no call is another one for them.
            var consents = Draws(seed: seed, stream: 2_000 + UInt64(index))
            return Day(
                date: WorkingDay.of2014[index], agents: agents[index],
                calls: Self.calls(world, expected: sizes[index] * scale, &draws, &consents))
        }
    }

    /// By day, its size beside other days: season, weekday, deadlines and chance, with the published half-years.
    private static func sizes(_ world: DeskWorld, seed: UInt64) -> [Double] {
        var draws = Draws(seed: seed, stream: 1)
        var isDeadline = Array(repeating: false, count: WorkingDay.of2014.count)
        for month in 1...12 {
            let days = WorkingDay.of2014.indices.filter { WorkingDay.of2014[$0].month == month }
            for day in days.shuffled(using: &draws).prefix(Demand.deadlineDays(month: month)) { isDeadline[day] = true }
        }
        let spread = world.daySpread
        let sizes = Demand.days.indices.map { day in
            Demand.days[day] * draws.lognormalFactor(spread: spread) * (isDeadline[day] ? world.deadlineFactor : 1)
        }
        return Demand.inHalves(sizes)
    }

    /// By day, how many are on duty.
    private static func agents(seed: UInt64) -> [Int] {
        var draws = Draws(seed: seed, stream: 2)
        return WorkingDay.of2014.map { day in
            let share = People.onDutyShare * (day.month == 8 ? People.augustShare : 1)
            let count = Double(People.employed) * share + People.onDutySpread * draws.normal()
            return max(3, Int(count.rounded()))
        }
    }

    private static func calls(
        _ world: DeskWorld, expected: Double, _ draws: inout Draws, _ consents: inout Draws
    ) -> [Drawn] {
        Demand.hours.enumerated().flatMap { hour, share in
            let factor = draws.lognormalFactor(spread: Demand.hourSpread)
            let gap = 60 * Double(DeskHours.count) / (expected * share * factor)
            var calls: [Drawn] = []
            var minute = draws.exponential(mean: gap)
            while minute < 60 {
                calls.append(call(world, at: Double(hour) * 60 + minute, &draws, &consents))
                minute += draws.exponential(mean: gap)
            }
            return calls
        }
    }

    private static func call(
        _ world: DeskWorld, at arrival: Double, _ draws: inout Draws, _ consents: inout Draws
    ) -> Drawn {
        let isBlocking = !draws.chance(People.trainingShare)
        let talk = isBlocking ? People.blockingTalk : People.trainingTalk
        let patience =
            draws.chance(world.impatientShare)
            ? draws.weibull(scale: world.patienceScale, shape: world.patienceShape)
            : draws.exponential(mean: world.stubbornPatience)
        return Drawn(
            arrival: arrival, talk: draws.lognormal(mean: talk.mean, variation: talk.variation), patience: patience,
            isBlocking: isBlocking, topic: draws.place(in: People.topicShares),
            site: draws.place(in: People.siteShares), consent: consent(isBlocking: isBlocking, &consents))
    }

    /// Whoever cannot work does not take an appointment.
    private static func consent(isBlocking: Bool, _ draws: inout Draws) -> Consent {
        let takesAppointment = draws.chance(People.acceptingShare)
        let takesCallback = draws.chance(People.acceptingShare)
        let missed = [draws.chance(People.missingShare), draws.chance(People.missingShare)]
        return Consent(
            appointment: takesAppointment && !isBlocking, callback: takesCallback,
            missedCalls: missed[0] ? missed[1] ? 2 : 1 : 0)
    }
}
