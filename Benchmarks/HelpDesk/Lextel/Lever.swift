// SPDX-License-Identifier: Apache-2.0

/// A way in which a year's calls may be served. Only what the engine does today stands here: overflow after a time,
/// callbacks and appointments it has not yet, and this program does not do them in its place.
enum Lever: String, CaseIterable, Sendable {
    /// As it was: each cell has its line, and its agents answer that line only.
    case baseline
    /// One line a topic over all sites; agents answer the topics of their own cell, wherever the call came in.
    case ownTopics
    /// One line a topic over all sites; every agent answers every topic.
    case shared
    /// The same, with everybody's break left where it was when each cell had its own turns: many go at noon together.
    case sharedSameBreaks
    /// As ``shared``, but an agent takes a tenth longer for a topic that is not of the own cell.
    case sharedSlower
    /// As ``shared``, and blocking calls have a higher priority than training.
    case sharedBlockingFirst
    /// As ``baseline`` with 31 agents employed instead of 26: what was done in 2015. Not the same staff.
    case fiveHires

    /// For a reader of the report.
    var title: String {
        switch self {
        case .baseline: "as it was"
        case .ownTopics: "one line a topic over sites, agents keep to their topics"
        case .shared: "one line a topic over sites, every agent answers all"
        case .sharedSameBreaks: "the same, breaks left where the cells had them"
        case .sharedSlower: "the same, a tenth longer for topics not one's own"
        case .sharedBlockingFirst: "one line a topic over sites, blocking calls first"
        case .fiveHires: "as it was, with five agents more"
        }
    }

    /// The priority of a call.
    func priority(isBlocking: Bool) -> UInt8 { self == .sharedBlockingFirst && isBlocking ? 200 : 100 }

    /// How many of those on duty there are.
    func agents(_ onDuty: Int) -> Int {
        guard self == .fiveHires else { return onDuty }
        let more = Double(onDuty * People.employedAfterHiring) / Double(People.employed)
        return max(onDuty + 1, Int(more.rounded()))
    }

    /// Among whom breaks are dealt out in turn, as the lines they answer: those who answer the same, unless breaks stay
    /// where they were.
    func breakGroup(of cell: Int, _ lines: DeskLines) -> [Int] {
        self == .sharedSameBreaks ? [cell] : lines.served[cell]
    }

    /// The lines it makes of a world's cells.
    func lines(of cells: [Cell]) -> DeskLines {
        switch self {
        case .baseline, .fiveHires: DeskLines(ofCells: cells)
        case .ownTopics: DeskLines(ofTopics: cells.map { (served: $0.topics, own: $0.topics) })
        case .shared, .sharedSameBreaks, .sharedBlockingFirst:
            DeskLines(ofTopics: cells.map { _ in (served: Self.everything, own: Self.everything) })
        case .sharedSlower: DeskLines(ofTopics: cells.map { (served: Self.everything, own: $0.topics) })
        }
    }

    private static let everything = Array(People.topics.indices)
}
