// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

// Appointments. The log alone gives slots, so that no two sites give the last one. A contact that comes with an
// appointment has its slot by the event of its entry. One that is there is first kept a slot by an event of its own,
// which holds until the next word of the contact's home: with the slot in it the contact has it, without it the slot is
// free.
extension Engine {
    /// Why a topic gives nobody a slot; nil if it does.
    ///
    /// - Parameters:
    ///   - topic: a topic of the configuration.
    ///   - channel: the channel of who wants it; whoever is called back has the channel `callback`.
    ///   - slotAt: when the slot begins.
    ///   - now: pool time.
    /// - Complexity: O(spans of the topic's hours).
    public func refuseSlot(
        _ topic: TopicID, _ channel: Channel, at slotAt: PoolInstant, now: PoolInstant
    ) -> Refusal? {
        guard let rule = configuration.topic(topic)?.rules.appointments else { return Self.noAppointments(topic) }
        let hours = configuration.hours(of: topic, channel) ?? .always
        let aheadMs = slotAt.milliseconds - now.milliseconds
        guard aheadMs > 0 else { return Self.wrongSlot("is past") }
        guard aheadMs <= Int64(rule.days) * AppointmentRule.dayMs else {
            return Self.wrongSlot("at most \(rule.days) days from now")
        }
        guard hours.beginsSlot(slotAt, ofMs: rule.slotMs) else { return Self.wrongSlot("no slot begins then") }
        guard hours.isOpen(from: slotAt, to: PoolInstant(slotAt.milliseconds + rule.slotMs)) else {
            return Refusal(.closed, "\(topic) is closed at that time, or a part of it", field: "slotAt")
        }
        guard slotsTaken(topic, at: slotAt) < Int(rule.perSlot) || isPlanted(.slotOverbooked) else {
            return Refusal(
                .full, "all \(rule.perSlot) appointments of that time are given; appointment.slots tells which are not",
                field: "slotAt")
        }
        return nil
    }

    /// What is said of a topic that gives no appointments.
    public static func noAppointments(_ topic: TopicID) -> Refusal {
        Refusal(.conflict, "\(topic) gives no appointments; its configuration says so (appointments)", field: "topic")
    }

    private static func wrongSlot(_ what: String) -> Refusal {
        Refusal(.badRequest, "\(what); appointment.slots tells which there are", field: "slotAt")
    }

    /// How many contacts have a slot of a topic, or are kept it. Complexity: O(1).
    public func slotsTaken(_ topic: TopicID, at slotAt: PoolInstant) -> Int {
        topicIndexByID[topic].map { slots.count(SlotLedger.Slot(topic: $0, at: slotAt)) } ?? 0
    }

    /// The slots that are kept for a contact until its home's next word. Complexity: O(1).
    public func slotsBooked(_ number: ContactNumber) -> [PoolInstant] { slots.booked(number) }

    /// Slots of a topic that are not all given.
    ///
    /// - Parameters:
    ///   - topic: a topic that gives appointments.
    ///   - channel: in whose hours.
    ///   - from: the first that is wanted may begin here.
    ///   - end: the last begins before.
    ///   - limit: how many at most.
    /// - Returns: when each begins and how many may have it yet; where to go on, if that was not all.
    /// - Complexity: O(slots looked at × spans), at most ``Limits/slotsAtOnce`` slots.
    public func freeSlots(
        _ topic: TopicID, _ channel: Channel, from: PoolInstant, until end: PoolInstant, limit: Int
    ) -> (slots: [(at: PoolInstant, free: Int)], next: PoolInstant?) {
        guard let rule = configuration.topic(topic)?.rules.appointments else { return ([], nil) }
        let hours = configuration.hours(of: topic, channel) ?? .always
        var found: [(at: PoolInstant, free: Int)] = []
        var at = hours.beginsSlot(from, ofMs: rule.slotMs) ? from : hours.nextSlot(after: from, ofMs: rule.slotMs)
        for _ in 0..<Limits.slotsAtOnce {
            guard at < end else { return (found, nil) }
            guard found.count < limit else { break }
            let free = Int(rule.perSlot) - slotsTaken(topic, at: at)
            let isOpen = hours.isOpen(from: at, to: PoolInstant(at.milliseconds + rule.slotMs))
            if isOpen, free > 0 { found.append((at, free)) }
            at = hours.nextSlot(after: at, ofMs: rule.slotMs)
        }
        return (found, at < end ? at : nil)
    }

    mutating func step(
        bookSlot number: ContactNumber, _ turn: Turn, _ isConnected: Bool, at slotAt: PoolInstant,
        into events: inout [Event]
    ) -> Refusal? {
        guard let slot = contacts.slot(of: number), contacts[slot].turn == turn,
            (contacts[slot].stage == .connected) == isConnected
        else { return Refusal(.unavailable, "the contact has just changed; repeat", retryAfterMs: 200) }
        let kept = slots.booked(number)
        guard !kept.contains(slotAt) else { return nil }
        guard kept.count < Limits.slotsHeld else {
            return Refusal(.unavailable, "\(kept.count) slots are kept for it; repeat", retryAfterMs: 10_000)
        }
        // Whoever is here is called then.
        let name = topics[topic(of: slot)].topic
        if let refusal = refuseSlot(name, .callback, at: slotAt, now: time) { return refusal }
        emit(.slotBooked(number, turn, slotAt), into: &events)
        return nil
    }

    /// Folds that a slot is kept for a contact.
    mutating func applyBooking(_ number: ContactNumber, _ slotAt: PoolInstant) {
        guard let slot = contacts.slot(of: number) else { return }
        slots.book(number, SlotLedger.Slot(topic: topic(of: slot), at: slotAt))
    }

    /// A contact is scheduled: if it has an appointment, its slot is taken.
    mutating func takeSlot(_ slot: UInt32) {
        guard let taken = slotOfTime(slot) else { return }
        slots.take(taken)
    }

    /// A contact's home has spoken: its slot, and those that were kept for it, are free unless they are taken anew.
    mutating func giveSlotsBack(_ slot: UInt32) {
        guard !slots.isEmpty else { return }
        slots.endBookings(contacts[slot].number, topic: topic(of: slot))
        guard let taken = slotOfTime(slot) else { return }
        slots.giveBack(taken)
    }

    private func slotOfTime(_ slot: UInt32) -> SlotLedger.Slot? {
        guard contacts[slot].stage == .scheduled, let at = contacts.routing(slot).slotAt else { return nil }
        return SlotLedger.Slot(topic: topic(of: slot), at: at)
    }

    // MARK: - Snapshots

    /// Slots that are kept for contacts, as a part of a snapshot; nil where there are none. Those that contacts have
    /// follow from the contacts.
    var slotsPart: [UInt8]? {
        let kept = slots.bookedInOrder
        guard !kept.isEmpty else { return nil }
        var writer = WireWriter()
        writer.list(kept) { writer, entry in
            writer.contact(entry.0)
            writer.list(entry.1) { $0.instant($1) }
        }
        return writer.bytes
    }

    /// Reads them.
    ///
    /// - Parameter isWhole: whether the contacts are here; if not, they are only looked at.
    mutating func readSlots(from reader: inout WireReader, isWhole: Bool) throws(WireError) {
        let kept = try reader.list { (reader) throws(WireError) -> (ContactNumber, [PoolInstant]) in
            (try reader.contact(), try reader.list { (reader) throws(WireError) in try reader.instant() })
        }
        for (number, instants) in kept {
            guard instants.count <= Limits.slotsHeld, !isWhole || contacts.slot(of: number) != nil else {
                throw .invalid("slots")
            }
            for slotAt in instants { applyBooking(number, slotAt) }
        }
    }
}
