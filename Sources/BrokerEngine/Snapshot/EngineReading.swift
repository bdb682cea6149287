// SPDX-License-Identifier: Apache-2.0
public import BrokerModel
import QueueCore

/// Reads a state from pieces of its bytes, and holds no more of them than what is not read yet: a pool may have a
/// million contacts.
public struct EngineReading: Sendable {
    private enum Part {
        case head
        case contacts(left: UInt64)
        case rest
    }

    private var engine = Engine()
    private var part = Part.head
    private var unread: [UInt8] = []
    private var sequences = Set<UInt64>()
    private var triedMost: UInt32 = 0
    private let keepsContacts: Bool
    private let bytes: Int

    /// A contact has no fewer bytes.
    private static let leastBytes = 16

    /// A reading of nothing yet.
    ///
    /// - Parameters:
    ///   - keepsContacts: whether contacts are kept; if not, the bytes are only looked at.
    ///   - bytes: about how many bytes will come.
    public init(keepsContacts: Bool, bytes: Int = 0) {
        self.keepsContacts = keepsContacts
        self.bytes = bytes
    }

    /// Takes the next bytes. Complexity: O(bytes), but for those before the contacts, which are read anew with each.
    public mutating func take(_ piece: [UInt8]) throws(WireError) {
        unread += piece
        var reader = WireReader(unread)
        var isRead = 0
        do throws(WireError) {
            while try readNext(&reader) { isRead = reader.offset }
        } catch {
            // What is cut off is read with the next piece.
            guard error == .truncated else { throw error }
        }
        if isRead > 0 { unread = Array(unread[isRead...]) }
    }

    /// There are no more bytes: the state.
    public mutating func end() throws(WireError) -> Engine {
        guard case .rest = part else { throw .truncated }
        var reader = WireReader(unread)
        try readRest(&reader)
        // Whoever changes the state has the only one.
        defer { engine = Engine() }
        return engine
    }

    /// Reads a state whose bytes are all there.
    mutating func readAll(_ reader: inout WireReader) throws(WireError) -> Engine {
        try engine.readHead(&reader)
        let count = try reader.length()
        reserve(count, of: reader.remaining)
        for _ in 0..<count { try readContact(&reader) }
        try readRest(&reader)
        defer { engine = Engine() }
        return engine
    }

    /// Reads one thing; false when only the rest is left.
    private mutating func readNext(_ reader: inout WireReader) throws(WireError) -> Bool {
        switch part {
        case .head:
            try engine.readHead(&reader)
            let count = try reader.number()
            reserve(Int(clamping: count), of: bytes)
            part = .contacts(left: count)
        case .contacts(left: 0):
            part = .rest
            return false
        case .contacts(let left):
            try readContact(&reader)
            part = .contacts(left: left - 1)
        case .rest: return false
        }
        return true
    }

    /// Makes room for so many contacts, if so many bytes can hold them.
    private mutating func reserve(_ count: Int, of bytes: Int) {
        guard keepsContacts else { return }
        let most = min(count, bytes / Self.leastBytes)
        sequences.reserveCapacity(most)
        engine.contacts.reserve(most)
    }

    private mutating func readContact(_ reader: inout WireReader) throws(WireError) {
        let (contact, tried, ring) = try Engine.readContact(&reader)
        triedMost = max(triedMost, tried.max() ?? 0, ring?.agents.max() ?? 0)
        guard contact.key.sequence <= engine.sequence else { throw .invalid("sequence") }
        guard keepsContacts else { return }
        guard engine.contacts.slot(of: contact.record.number) == nil, sequences.insert(contact.key.sequence).inserted
        else { throw .invalid("contact twice") }
        engine.restore(contact, tried, ring)
    }

    private mutating func readRest(_ reader: inout WireReader) throws(WireError) {
        sequences = []
        for (agent, tallies) in try reader.list(Engine.readAgent) {
            guard engine.agents.index(of: agent.agent) == nil else { throw .invalid("agent twice") }
            engine.append(agent, tallies)
        }
        guard triedMost < max(1, engine.agents.count) else { throw .invalid("agent who was tried") }
        try engine.readMore(&reader, isWhole: keepsContacts)
    }
}
