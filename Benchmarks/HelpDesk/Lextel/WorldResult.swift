// SPDX-License-Identifier: Apache-2.0

/// What all years of a world became, lever by lever.
struct WorldResult: Sendable {
    /// The world.
    let world: DeskWorld
    /// By lever, each year.
    let years: [Lever: [YearReplay]]

    /// All years of a lever together.
    func tally(_ lever: Lever) -> YearTally { (years[lever] ?? []).map(\.tally).reduce(YearTally(), +) }

    /// Their figures.
    func figures(_ lever: Lever) -> DeskFigures {
        let tally = tally(lever)
        var figures = DeskFigures(tally.all)
        figures.later?.appointmentMedianHours = tally.keptMedianHours
        return figures
    }

    /// By topic, how far what callers were told was off where each has a line over all sites.
    var told: [ToldWaits] {
        People.topics.indices.map { topic in
            (years[.shared] ?? []).map { $0.told[topic] }.reduce(ToldWaits(nil), +)
        }
    }

    /// A figure year by year.
    func values(_ lever: Lever, _ figure: (DeskFigures) -> Double) -> [Double] {
        (years[lever] ?? []).map { figure(DeskFigures($0.tally.all)) }
    }
}
