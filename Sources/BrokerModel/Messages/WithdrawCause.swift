// SPDX-License-Identifier: Apache-2.0

/// Why an agent's home calls an offer over; what the contact's home makes of a conversation depends on it (protocol
/// C6).
public enum WithdrawCause: Hashable, Sendable, WireCodable {
    /// Released, refused or never taken: the contact has its place again.
    case released(why: String)
    /// The agent's side ended the conversation: so has the contact.
    case ended(Outcome)
    /// The agent's side sent the contact back to a line.
    case requeued(topic: TopicID?, priority: UInt8?, agent: AgentID? = nil, restart: Bool)

    /// Writes the kind, then what belongs to it.
    public func write(to writer: inout WireWriter) {
        switch self {
        case .released(let why):
            writer.byte(0)
            writer.text(why)
        case .ended(let outcome):
            writer.byte(1)
            writer.byte(outcome.rawValue)
        case .requeued(let topic, let priority, let agent, let restart):
            // For nobody in particular it has the bytes that it had before it could be for somebody.
            writer.byte(agent == nil ? 2 : 3)
            writer.optional(topic) { $0.id($1) }
            writer.optional(priority) { $0.byte($1) }
            writer.flag(restart)
            if let agent { writer.id(agent) }
        }
    }

    /// Reads what was written.
    public init(from reader: inout WireReader) throws(WireError) {
        let kind = try reader.byte()
        switch kind {
        case 0: self = .released(why: try reader.text())
        case 1: self = .ended(try reader.oneOf())
        case 2, 3:
            let topic: TopicID? = try reader.optional { (reader) throws(WireError) in try reader.id() }
            let priority = try reader.optional { (reader) throws(WireError) in try reader.byte() }
            let restart = try reader.flag()
            self = .requeued(
                topic: topic, priority: priority, agent: kind == 3 ? try reader.id() : nil, restart: restart)
        default: throw .invalid("WithdrawCause")
        }
    }
}
