// SPDX-License-Identifier: Apache-2.0
import BrokerModel

// What a lever makes of a desk's cells: topics of the engine's pool, and what its configuration says of them.
extension Lever {
    /// The lines it makes of a world's cells.
    func lines(of cells: [Cell]) -> DeskLines {
        switch self {
        case .baseline, .fiveHires: DeskLines(ofCells: cells)
        case .overflow, .overflowSameBreaks: DeskLines(ofCells: cells, andEverybody: Self.everybody, isSlower: false)
        case .overflowSlower: DeskLines(ofCells: cells, andEverybody: Self.everybody, isSlower: true)
        case .ownTopics: DeskLines(ofTopics: cells.map { (served: $0.topics, own: $0.topics) })
        case .sharedSlower: DeskLines(ofTopics: cells.map { (served: Self.everything, own: $0.topics) })
        default: DeskLines(ofTopics: cells.map { _ in (served: Self.everything, own: Self.everything) })
        }
    }

    /// What the configuration says of these lines.
    func rules(of lines: DeskLines) -> PoolRules {
        if overflows {
            return PoolRules(topics: lines.names.map { $0 == Self.everybody ? .none : Self.askingEverybody })
        }
        guard givesAppointments || givesCallbacks else { return .none }
        return PoolRules(topics: lines.names.indices.map(callingLater), calendars: [DeskHours.open, DeskHours.quiet])
    }

    /// After a minute in line, agents of the line that everybody answers are asked too.
    private static let askingEverybody: TopicRules = {
        var step = RelaxStep(afterMs: 60_000)
        step.addTopic = TopicID(trusted: everybody)
        var rules = TopicRules()
        rules.relax = [step]
        return rules
    }()

    private func callingLater(_ line: Int) -> TopicRules {
        var rules = TopicRules()
        rules.calendar = 0
        rules.callback = CallbackRule(attempts: CallLater.attempts, retryAfterMs: CallLater.retryAfterMs)
        guard givesAppointments else { return rules }
        var perSlot = People.appointments[line]
        if self == .sharedAppointmentsQuiet {
            rules.channelCalendars = [ChannelCalendar(channel: .callback, calendar: 1)]
            perSlot *= 2
        }
        rules.appointments = AppointmentRule(
            perSlot: perSlot, slotMs: CallLater.slotMs, days: CallLater.days, priority: appointmentPriority)
        return rules
    }

    private static let everything = Array(People.topics.indices)
    private static let everybody = "everybody"
}
