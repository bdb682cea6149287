// SPDX-License-Identifier: Apache-2.0

/// Why an agent's home calls an offer over; what the contact's home makes of a conversation depends on it (protocol
/// C6).
public enum WithdrawCause: Hashable, Sendable, WireCodable {
    /// Released, refused or never taken: the contact has its place again.
    case released(why: String)
    /// The agent's side ended the conversation: so has the contact.
    case ended(Outcome, said: Said = .nothing)
    /// The agent's side sent the contact back to a line.
    case requeued(topic: TopicID?, priority: UInt8?, agent: AgentID? = nil, restart: Bool, said: Said = .nothing)

    /// Writes the kind, then what belongs to it.
    public func write(to writer: inout WireWriter) {
        switch self {
        case .released(let why):
            writer.byte(0)
            writer.text(why)
        case .ended(let outcome, let said):
            // What is not said takes no bytes: the older forms are as they were.
            writer.byte(said == .nothing ? 1 : 4)
            writer.byte(outcome.rawValue)
            if said != .nothing { writer.value(said) }
        case .requeued(let topic, let priority, let agent, let restart, let said):
            writer.byte(said != .nothing ? 5 : agent == nil ? 2 : 3)
            writer.optional(topic) { $0.id($1) }
            writer.optional(priority) { $0.byte($1) }
            writer.flag(restart)
            if said != .nothing {
                writer.optional(agent) { $0.id($1) }
                writer.value(said)
            } else if let agent {
                writer.id(agent)
            }
        }
    }

    /// Reads what was written.
    public init(from reader: inout WireReader) throws(WireError) {
        let kind = try reader.byte()
        switch kind {
        case 0: self = .released(why: try reader.text())
        case 1: self = .ended(try reader.oneOf())
        case 4: self = .ended(try reader.oneOf(), said: try reader.value())
        case 2, 3, 5:
            let topic: TopicID? = try reader.optional { (reader) throws(WireError) in try reader.id() }
            let priority = try reader.optional { (reader) throws(WireError) in try reader.byte() }
            let restart = try reader.flag()
            let agent: AgentID? =
                switch kind {
                case 3: try reader.id()
                case 5: try reader.optional { (reader) throws(WireError) in try reader.id() }
                default: nil
                }
            self = .requeued(
                topic: topic, priority: priority, agent: agent, restart: restart,
                said: kind == 5 ? try reader.value() : .nothing)
        default: throw .invalid("WithdrawCause")
        }
    }
}
