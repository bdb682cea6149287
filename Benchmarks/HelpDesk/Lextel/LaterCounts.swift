// SPDX-License-Identifier: Apache-2.0

/// Callers who hung up to be called, by what became of them.
struct LaterCounts: Hashable, Sendable {
    /// Of those who were promised a callback, the ones who were reached.
    private(set) var calledBack = 0
    /// Of those who were given an appointment, the ones who were reached.
    private(set) var byAppointment = 0
    /// Not reached: missed every call, or were still to be called when the year was over.
    private(set) var unanswered = 0
    /// Reached within 5 minutes of the first ring.
    private(set) var answeredWithin5 = 0
    /// Reached after more than 10 minutes.
    private(set) var answeredOver10 = 0
    /// Whom an agent has called, whether they answered or not.
    private(set) var called = 0
    /// Of those, within 5 minutes by the engine: since the first ring, or since the time that was agreed.
    private(set) var calledInTime = 0
    /// Appointments that an agent has called for.
    private(set) var appointments = 0
    /// Of those, within the half hour that was agreed.
    private(set) var appointmentsInTime = 0

    /// Reached.
    var answered: Int { calledBack + byAppointment }
    /// Who hung up.
    var promised: Int { answered + unanswered }

    /// Counts a call.
    mutating func add(_ fate: Fate, _ promise: Promise) {
        if fate.isAnswered {
            switch promise.kind {
            case .callback: calledBack += 1
            case .appointment: byAppointment += 1
            }
            if fate.waitMs <= 5 * 60_000 { answeredWithin5 += 1 }
            if fate.waitMs > 10 * 60_000 { answeredOver10 += 1 }
        } else {
            unanswered += 1
        }
        guard let waitMs = fate.engineWaitMs else { return }
        called += 1
        if waitMs <= AnsweringPool.serviceLevelMs { calledInTime += 1 }
        guard promise.kind == .appointment else { return }
        appointments += 1
        if waitMs < CallLater.slotMs { appointmentsInTime += 1 }
    }

    /// Both together.
    static func + (left: LaterCounts, right: LaterCounts) -> LaterCounts {
        var sum = left
        sum.calledBack += right.calledBack
        sum.byAppointment += right.byAppointment
        sum.unanswered += right.unanswered
        sum.answeredWithin5 += right.answeredWithin5
        sum.answeredOver10 += right.answeredOver10
        sum.called += right.called
        sum.calledInTime += right.calledInTime
        sum.appointments += right.appointments
        sum.appointmentsInTime += right.appointmentsInTime
        return sum
    }
}
