// SPDX-License-Identifier: Apache-2.0

extension Event {
    /// About how many bytes the event takes in a batch, rather too many than too few. Complexity: O(topics + skills).
    public var sizeHint: Int {
        switch self {
        case .epochBegan, .homeTaken, .rangeReserved, .siteDetached, .siteAttached, .heirsListed, .slotBooked: 128
        case .offered: 320
        case .contactReported(let report): 320 + (report.asksMore ? Self.size(report.routing) : 0)
        case .enqueued(let record, _):
            384 + 72 * record.requirements.count + (record.caller.map { 64 + $0.ciphertext.count } ?? 0)
                + (record.asksMore ? Self.size(record.routing) : 0)
        case .agentReported(let report):
            320 + (report.reason?.utf8.count ?? 0) + 48 * report.seats.count
                + (report.profile.map { 72 * ($0.topics.count + $0.skills.count) + ($0.address?.utf8.count ?? 0) } ?? 0)
        case .configured(let configuration, _):
            128 + configuration.document.utf8.count + configuration.topics.reduce(0) { $0 + 512 + $1.rules.stepsHint }
                + configuration.calendars.reduce(0) {
                    $0 + 64 + 8 * $1.spans.count + 4 * $1.closedDays.count + 16 * $1.offsets.count
                }
                + configuration.agents.reduce(0) { $0 + 272 + 72 * ($1.topics.count + $1.skills.count) }
        }
    }

    private static func size(_ routing: Routing) -> Int {
        192 + (routing.consult == nil ? 0 : 160) + (routing.callback?.address.map { 64 + $0.ciphertext.count } ?? 0)
    }
}

extension TopicRules {
    /// Bytes that its steps take at most.
    fileprivate var stepsHint: Int { relax.reduce(0) { $0 + 192 + 72 * $1.lowerSkills.count } }
}
