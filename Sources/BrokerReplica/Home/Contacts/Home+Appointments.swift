// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore

// Appointments. The log gives slots: whoever comes with one is told of it when the log has let them in, and who is here
// already stays where they are until the log has kept them one.
extension Home {
    /// Why nobody is given a slot of a topic.
    func refuseSlot(
        _ topic: TopicID, _ channel: Channel, at slotAt: PoolInstant, _ context: HomeContext
    ) -> Refusal? {
        guard island == nil else { return Self.noSlotsAlone }
        return context.engine.refuseSlot(topic, channel, at: slotAt, now: context.time)
    }

    /// Said where the log cannot be asked.
    static let noSlotsAlone = Refusal(
        .unavailable, "the site is cut off, and the log alone gives appointments; repeat", retryAfterMs: 10_000)

    /// Said where it does not answer.
    static let noSlotInTime = Refusal(
        .unavailable, "the log does not say whether the appointment is free; repeat", retryAfterMs: 1_000)

    mutating func slots(
        _ topic: TopicID, _ channel: Channel, _ from: PoolInstant?, _ days: Int, _ limit: Int, _ token: UInt64,
        _ context: HomeContext
    ) {
        guard island == nil else { return reply(token, .refused(Self.noSlotsAlone)) }
        guard let settings = context.engine.configuration.topic(topic) else {
            return reply(token, .refused(Refusal(.notFound, "no topic \(topic)", field: "topic")))
        }
        guard let rule = settings.rules.appointments else {
            return reply(token, .refused(Engine.noAppointments(topic)))
        }
        let first = max(from ?? context.time, PoolInstant(context.time.milliseconds + 1))
        let wanted = first.milliseconds + Int64(days) * AppointmentRule.dayMs
        let given = context.time.milliseconds + Int64(rule.days) * AppointmentRule.dayMs + 1
        let found = context.engine.freeSlots(
            topic, channel, from: first, until: PoolInstant(min(wanted, given)), limit: limit)
        let page = SlotPage(
            topic: topic, sequence: context.engine.sequence, rule: rule, slots: found.slots, next: found.next)
        reply(token, .slots(page))
    }

    // MARK: - Contacts that are here

    /// A contact is to have a slot.
    mutating func book(
        _ slotAt: PoolInstant, _ order: CallbackOrder, _ guarded: RequestGuard, _ token: UInt64,
        _ number: ContactNumber, _ context: HomeContext
    ) {
        guard let cell = contacts[number] else { return }
        let booking = PendingBooking(
            token: token, number: number, order: order, slotAt: slotAt, guarded: guarded,
            deadline: context.now.monotonic + Timing.booking)
        // It has that one: only where to call may be new.
        let hasIt = cell.slotAt == slotAt && cell.isBooked
        guard !hasIt, !isPlanted(.slotUnasked) else { return settle(booking, cell, context) }
        if !context.engine.slotsBooked(number).contains(slotAt),
            let refusal = refuseSlot(cell.record.topic, .callback, at: slotAt, context)
        {
            return reply(token, .refused(refusal))
        }
        guard island == nil, cell.isInLog, bookings.count < Limits.pendingRequests else {
            return reply(token, .refused(island == nil ? Self.noSlotInTime : Self.noSlotsAlone))
        }
        bookings.append(booking)
        pursueBookings(context)
    }

    /// Looks what the log says of the slots that clients wait for, and asks for them again.
    mutating func pursueBookings(_ context: HomeContext) {
        guard !bookings.isEmpty else { return }
        let waiting = bookings
        bookings = []
        for var booking in waiting {
            guard let cell = contacts[booking.number], cell.endedAt == nil else {
                let ended = Refusal(.conflict, "contact \(booking.order.id) has ended", state: "ended")
                reply(booking.token, .refused(ended))
                continue
            }
            if context.engine.slotsBooked(booking.number).contains(booking.slotAt) {
                settle(booking, cell, context)
                continue
            }
            guard context.now.monotonic < booking.deadline, island == nil else {
                reply(booking.token, .refused(island == nil ? Self.noSlotInTime : Self.noSlotsAlone))
                continue
            }
            if booking.askedAt == .min || context.now.monotonic - booking.askedAt >= Timing.report {
                booking.askedAt = context.now.monotonic
                let isConnected = cell.reportedPhase?.rank == 1
                tellOwner(
                    .bookSlot(booking.number, turn: cell.turn, isConnected: isConnected, booking.slotAt),
                    about: .slot(booking.number, booking.slotAt))
            }
            bookings.append(booking)
        }
    }

    /// The log has kept the slot until this home's next word: that word is that the contact has it. If the home has
    /// said something else meanwhile, or is about to, the slot is free again.
    private mutating func settle(_ booking: PendingBooking, _ cell: ContactCell, _ context: HomeContext) {
        // The same request came twice while the log was asked.
        guard !isRepeated(booking.guarded, "callback", booking.order.id.text) else {
            return replyContact(booking.token, booking.number, context)
        }
        let known = context.engine.contact(booking.number)
        let isNewest = known.map { ($0.turn, $0.rank) == (cell.turn, cell.reportedPhase?.rank ?? 0) } ?? false
        let hasIt = cell.slotAt == booking.slotAt && cell.isBooked
        guard isNewest || hasIt || isPlanted(.slotStale) || isPlanted(.slotUnasked) else {
            let moved = Refusal(
                .unavailable, "the contact has changed meanwhile; repeat", state: cell.state, retryAfterMs: 200)
            return reply(booking.token, .refused(moved))
        }
        if let refusal = conflict(booking.guarded, version: cell.version, state: cell.state) {
            return reply(booking.token, .refused(refusal))
        }
        remember(booking.guarded, "callback", booking.order.id.text, context)
        keepAppointment(booking, cell, context)
        replyContact(booking.token, booking.number, context)
    }

    /// The log gives no slot. That the contact is ahead of the log passes.
    mutating func slotRefused(_ number: ContactNumber, _ slotAt: PoolInstant, _ refusal: Refusal) {
        guard refusal.code != .unavailable else { return }
        let refused = bookings.filter { $0.number == number && $0.slotAt == slotAt }
        bookings.removeAll { $0.number == number && $0.slotAt == slotAt }
        for booking in refused { reply(booking.token, .refused(refusal)) }
    }

    // MARK: - Contacts that come

    /// The log has let a contact in that came for an appointment: from now on it may be told.
    mutating func entered(booked cell: inout ContactCell) {
        guard cell.isUnbooked, island == nil else { return }
        cell.isBooked = true
        store(cell)
    }
}
