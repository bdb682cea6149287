// SPDX-License-Identifier: Apache-2.0

/// What the figures of a help desk do not tell where callers hang up to be called. Per cent; 0 where there is nothing
/// to take a share of.
struct LaterFigures: Hashable, Sendable, Codable {
    /// Of those answered, within 5 minutes on the line: until an agent was there, or the caller hung up to be called.
    var onLineWithin5Pct: Double
    /// Of those answered, more than 10 minutes on the line.
    var onLineOver10Pct: Double
    /// Of all calls, answered by calling back.
    var calledBackPct: Double
    /// Of all calls, answered by appointment.
    var byAppointmentPct: Double
    /// Of all calls, never answered though they were to be called. A part of ``DeskFigures/unansweredPct``.
    var notReachedPct: Double
    /// Of the appointments for which an agent called, called within the half hour that was agreed.
    var appointmentsInTimePct: Double
    /// Hours of the clock from the first ring in which half of the appointments were kept; nil where there were none.
    var appointmentMedianHours: Int?

    /// The figures of counted calls, to a hundredth.
    init(_ counts: Counts) {
        let later = counts.later
        // Whoever hung up had been on the line for half a minute.
        let onLineWithin5 = counts.answeredWithin5 - later.answeredWithin5 + later.answered
        onLineWithin5Pct = DeskFigures.percent(onLineWithin5, of: counts.answered)
        onLineOver10Pct = DeskFigures.percent(counts.answeredOver10 - later.answeredOver10, of: counts.answered)
        calledBackPct = DeskFigures.percent(later.calledBack, of: counts.calls)
        byAppointmentPct = DeskFigures.percent(later.byAppointment, of: counts.calls)
        notReachedPct = DeskFigures.percent(later.unanswered, of: counts.calls)
        appointmentsInTimePct = DeskFigures.percent(later.appointmentsInTime, of: later.appointments)
    }
}
