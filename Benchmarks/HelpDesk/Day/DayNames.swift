// SPDX-License-Identifier: Apache-2.0

/// Ids of a day's contacts and agents: `caller-12`, `agent-3`.
enum DayNames {
    /// A caller's contact.
    static func contact(_ caller: Int) -> String { "caller-\(caller)" }

    /// A shift's agent.
    static func agent(_ shift: Int) -> String { "agent-\(shift)" }

    /// Which caller a contact is; nil for none of the day's.
    static func caller(_ id: String) -> Int? { number(id, "caller-") }

    /// Which shift an agent has; nil for none of the day's.
    static func shift(_ id: String) -> Int? { number(id, "agent-") }

    private static func number(_ id: String, _ prefix: String) -> Int? {
        id.hasPrefix(prefix) ? Int(id.dropFirst(prefix.count)) : nil
    }
}
