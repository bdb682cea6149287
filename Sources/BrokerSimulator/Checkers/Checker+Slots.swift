// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica

// C11: no slot of appointments is given to more contacts than its topic says, nobody has or is told of one that the log
// has not given, and none is lost that is free.
extension Checker {
    /// What an event makes of the slots; those whose counts it may change.
    mutating func judgeSlots(_ event: Event) -> [CheckedSlots.Slot] {
        switch event {
        case .enqueued(let record, _):
            guard let at = record.routing.slotAt else { return [] }
            let slot = CheckedSlots.Slot(topic: record.topic, at: at)
            if appointments.give(record.number, slot) { judgeRoom(of: slot, record.number) }
            rarities.count(.appointment)
            return [slot]
        case .slotBooked(let number, let turn, let at):
            guard let known = engine.contact(number) else {
                violate("C11", "\(number) is kept a slot, and is not in the log")
                return []
            }
            if known.turn != turn { violate("C11", "\(number) is kept a slot at \(turn), being at \(known.turn)") }
            let slot = CheckedSlots.Slot(topic: known.record.topic, at: at)
            if appointments.give(number, slot) { judgeRoom(of: slot, number) }
            rarities.count(.slotBooked)
            return [slot]
        case .contactReported(let report):
            let before = appointments.slots(of: report.number)
            let at = report.phase == .waiting ? report.routing.slotAt : nil
            let slot = at.map { CheckedSlots.Slot(topic: report.topic, at: $0) }
            if !appointments.hear(report.number, slot) {
                violate("C11", "\(report.number) has the slot at \(at?.milliseconds ?? 0), which the log did not keep")
            }
            if !before.isEmpty, slot == nil { rarities.count(.slotFreed) }
            return before + [slot].compactMap { $0 }
        default: return []
        }
    }

    private mutating func judgeRoom(of slot: CheckedSlots.Slot, _ number: ContactNumber) {
        guard let rule = engine.configuration.topic(slot.topic)?.rules.appointments else {
            return violate("C11", "\(number) has an appointment for \(slot.topic), which gives none")
        }
        let count = appointments.count(slot)
        guard count > Int(rule.perSlot) else { return }
        violate(
            "C11",
            "\(number) is given the slot of \(slot.topic) at \(slot.at.milliseconds) as \(count) of \(rule.perSlot)")
    }

    /// The engine counts as this checker does.
    mutating func compareSlots(_ touched: [CheckedSlots.Slot]) {
        for slot in touched {
            let counted = engine.slotsTaken(slot.topic, at: slot.at)
            let count = appointments.count(slot)
            guard counted != count else { continue }
            violate(
                "C11",
                "\(counted) are said to have the slot of \(slot.topic) at \(slot.at.milliseconds), and \(count) do")
        }
    }

    /// A caller is told of an appointment.
    mutating func judgeAppointment(_ cell: ContactCell) {
        guard let at = cell.slotAt, !appointments.wasGiven(cell.record.number, at) else { return }
        violate("C11", "\(cell.record.number) is told of an appointment that the log has not given")
    }
}
