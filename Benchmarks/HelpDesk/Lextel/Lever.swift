// SPDX-License-Identifier: Apache-2.0

/// A way in which a year's calls may be served. Only what the engine does stands here, and the engine does it: this
/// program says what homes, callers and agents would.
enum Lever: String, CaseIterable, Sendable {
    /// As it was: each cell has its line, and its agents answer that line only.
    case baseline
    /// The same, and who has waited for a minute may have any agent.
    case overflow
    /// The same, with everybody's break left where it was when each cell had its own turns.
    case overflowSameBreaks
    /// As ``overflow``, but an agent takes a tenth longer for a topic that is not of the own cell.
    case overflowSlower
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
    /// As ``shared``, and who would wait for long may hang up and be called, in the place they have.
    case sharedCallback
    /// As ``shared``, and who would wait for long for training may have an appointment, which is a call as any from its
    /// time on.
    case sharedAppointments
    /// The same, with all appointments in quiet hours.
    case sharedAppointmentsQuiet
    /// As ``sharedAppointments``, but from their time on they have a lower priority than whoever is on the line.
    case sharedAppointmentsLast
    /// The same, and blocking calls first.
    case sharedAppointmentsBlockingFirst
    /// The same, and callbacks for who takes no appointment.
    case sharedAppointmentsCallback
    /// As ``baseline`` with 31 agents employed instead of 26: what was done in 2015. Not the same staff.
    case fiveHires

    /// For a reader of the report.
    var title: String {
        switch self {
        case .baseline: "as it was"
        case .overflow: "as it was, after a minute every agent may be asked"
        case .overflowSameBreaks: "the same, breaks left where the cells had them"
        case .overflowSlower: "every agent after a minute, other topics a tenth longer"
        case .ownTopics: "one line a topic over sites, agents keep to their topics"
        case .shared: "one line a topic over sites, every agent answers all"
        case .sharedSameBreaks: "the same, breaks left where the cells had them"
        case .sharedSlower: "the same, a tenth longer for topics not one's own"
        case .sharedBlockingFirst: "one line a topic over sites, blocking calls first"
        case .sharedCallback: "one line a topic over sites, callbacks in one's place"
        case .sharedAppointments: "one line a topic over sites, training by appointment"
        case .sharedAppointmentsQuiet: "the same, all appointments in quiet hours"
        case .sharedAppointmentsLast: "training by appointment, after all who are on the line"
        case .sharedAppointmentsBlockingFirst: "the same, blocking calls first"
        case .sharedAppointmentsCallback: "the same, and callbacks in one's place"
        case .fiveHires: "as it was, with five agents more"
        }
    }

    /// Whether who has waited for a minute may have any agent.
    var overflows: Bool {
        switch self {
        case .overflow, .overflowSameBreaks, .overflowSlower: true
        default: false
        }
    }

    /// Whether blocking calls come before training.
    var putsBlockingFirst: Bool {
        switch self {
        case .sharedBlockingFirst, .sharedAppointmentsBlockingFirst, .sharedAppointmentsCallback: true
        default: false
        }
    }

    /// Whether callers may hang up for an appointment.
    var givesAppointments: Bool {
        switch self {
        case .sharedAppointments, .sharedAppointmentsQuiet: true
        default: putsAppointmentsLast
        }
    }

    /// Whether who has an appointment comes after all who are on the line.
    var putsAppointmentsLast: Bool {
        switch self {
        case .sharedAppointmentsLast, .sharedAppointmentsBlockingFirst, .sharedAppointmentsCallback: true
        default: false
        }
    }

    /// Whether callers may hang up and keep their place.
    var givesCallbacks: Bool { self == .sharedCallback || self == .sharedAppointmentsCallback }

    /// The priority of a call.
    func priority(isBlocking: Bool) -> UInt8 { putsBlockingFirst && isBlocking ? 200 : 100 }

    /// The priority of an appointment; nil for that of the call it was made in.
    var appointmentPriority: UInt8? { putsAppointmentsLast ? 50 : nil }

    /// What a caller takes of what is offered.
    func consent(of caller: Consent) -> Consent {
        Consent(
            appointment: givesAppointments && caller.appointment, callback: givesCallbacks && caller.callback,
            missedCalls: caller.missedCalls)
    }

    /// How many of those on duty there are.
    func agents(_ onDuty: Int) -> Int {
        guard self == .fiveHires else { return onDuty }
        let more = Double(onDuty * People.employedAfterHiring) / Double(People.employed)
        return max(onDuty + 1, Int(more.rounded()))
    }

    /// Among whom breaks are dealt out in turn, as the lines they answer: those who answer the same, unless breaks stay
    /// where they were.
    func breakGroup(of cell: Int, _ lines: DeskLines) -> [Int] {
        switch self {
        case .sharedSameBreaks, .overflowSameBreaks: [cell]
        case .overflow, .overflowSlower: Array(lines.served[cell].suffix(1))
        default: lines.served[cell]
        }
    }
}
