// SPDX-License-Identifier: Apache-2.0

/// Something that must hold of the year, and whether it does.
struct LextelPromise {
    /// What, with the figure that was measured.
    let text: String
    /// Whether it holds.
    let holds: Bool

    /// How far a figure may be from the published one, points.
    static let pointsMax = 1.0
    /// By world, per cent of those answered that one line a topic over sites must answer within 5 minutes.
    static let sharedWithin5MinPct = [DeskWorld.sixQueues.name: 91.0, DeskWorld.twelveQueues.name: 98.0]

    /// All of them.
    static func all(_ results: [WorldResult]) -> [LextelPromise] {
        results.flatMap { published($0) + shared($0) + [overflow($0), later($0), counted($0)] }
    }

    private static func published(_ result: WorldResult) -> [LextelPromise] {
        let figures = result.figures(.baseline)
        return PublishedFigure.allCases.map { published in
            let value = published.value(in: figures)
            return LextelPromise(
                text: "\(result.world.name), as it was: \(published.name): \(Console.number(value, 2)) %, "
                    + "published \(published.publishedPct) %",
                holds: abs(value - published.publishedPct) <= pointsMax)
        }
    }

    private static func shared(_ result: WorldResult) -> [LextelPromise] {
        let value = result.figures(.shared).within5Pct
        if let least = sharedWithin5MinPct[result.world.name] {
            let text = "\(result.world.name), one line over sites: \(Console.number(value, 2)) % within 5 minutes"
            return [LextelPromise(text: "\(text), at least \(least) %", holds: value >= least)]
        }
        // All in one line before, and all in one order after, whatever the topics are called.
        return [
            LextelPromise(
                text: "\(result.world.name): with a line a topic that everybody answers nothing changes",
                holds: result.tally(.shared) == result.tally(.baseline))
        ]
    }

    /// Where there are several lines, others help as much as five hires would; where there is one, nobody is left to.
    private static func overflow(_ result: WorldResult) -> LextelPromise {
        guard result.world.cells.count > 1 else {
            return LextelPromise(
                text: "\(result.world.name): that every agent may be asked after a minute changes nothing",
                holds: result.tally(.overflow) == result.tally(.baseline))
        }
        let values = [Lever.overflowSlower, .fiveHires].map { result.figures($0).allWithin5Pct }
        return LextelPromise(
            text: "\(result.world.name), every agent after a minute: \(Console.number(values[0], 2)) % of all within 5 "
                + "minutes, with five agents more \(Console.number(values[1], 2)) %",
            holds: values[0] >= values[1])
    }

    private static func later(_ result: WorldResult) -> LextelPromise {
        let line = result.figures(.shared).unansweredPct
        let lost =
            Lever.allCases.filter { $0.givesAppointments || $0.givesCallbacks }
            .map { result.figures($0).unansweredPct }.max() ?? 0
        return LextelPromise(
            text: "\(result.world.name): where callers may hang up, at most \(Console.number(lost, 2)) % are never "
                + "answered, where they may not \(Console.number(line, 2)) %",
            holds: lost < line)
    }

    private static func counted(_ result: WorldResult) -> LextelPromise {
        let isEqual = Lever.allCases.allSatisfy { lever in
            result.years[lever]?.allSatisfy { $0.tally.all.agrees(with: $0.engine) } ?? false
        }
        return LextelPromise(
            text: "\(result.world.name): the engine's statistics have counted the same, and nobody is left",
            holds: isEqual)
    }
}
