// SPDX-License-Identifier: Apache-2.0

/// By what a report divides contacts.
public enum ReportGrouping: String, CaseIterable, Sendable {
    /// The half-hour of arrival, counted from the span's beginning.
    case halfHour = "half-hour"
    /// The topic it was about in the end.
    case topic
    /// The site it came to.
    case site
    /// The agent who answered it first; `-` for nobody.
    case agent
    /// How the last conversation came out, as its agent said; `-` where nobody said.
    case disposition
    /// The first twelve digits of the caller's keyed hash; `-` without a number.
    case customer

    /// A contact's group; half-hours in digits, so that groups sort as text.
    func name(of contact: EndedContact, from: Int64) -> String {
        switch self {
        case .halfHour:
            let half = Int((contact.arrivedAt - from) / 1_800_000)
            return "\(half < 20 ? "0" : "")\(half / 2):\(half % 2 == 0 ? "00" : "30")"
        case .topic: return contact.topic
        case .site: return contact.site
        case .agent: return contact.agent ?? "-"
        case .disposition: return contact.disposition ?? "-"
        case .customer: return contact.callerHash.map { String($0.prefix(12)) } ?? "-"
        }
    }
}
