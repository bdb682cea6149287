// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
public import BrokerModel
import QueueCore

/// What a home finds in its store when it starts.
public struct StoredHome: Sendable {
    /// Made with the store: a new directory is a new incarnation.
    public var incarnation: UInt64
    /// How often the store has been opened, this time included.
    public var openCount: UInt64
    /// Cells of contacts, where the home will have them: there may be a million.
    var contacts = CellTable()
    /// Their numbers by their ids.
    var numberByID = ShardedTable<ContactID, ContactNumber>()
    /// Cells of agents.
    public var agents: [AgentCell] = []
    /// Cancels of contacts nobody had enqueued, with the pool time.
    public var earlyCancels: [(id: ContactID, at: PoolInstant)] = []
    /// Requests already done, with the pool time.
    public var requests: [(key: String, at: PoolInstant)] = []
    /// What desks ended and other homes have not heard of yet.
    public var farewells: [Farewell] = []
    /// What agents said of conversations and other homes may not have yet.
    public var unheardRemarks: [UnheardRemark] = []
    /// No contact number up to this one may be given out again.
    public var numbersUsed: UInt64 = 0
    /// The furthest message of the log the node has seen, and its digest.
    public var seen: SeenPlace?

    /// Islands the site has been.
    public var islandCount: UInt64 = 0
    /// How far a copy of another node's home had come, if that is what this store holds.
    public var copy: CopyPlace?

    /// The event by which this node last held the home, 0 if it never did.
    public var heldSince: UInt64 = 0

    /// A store with nothing in it.
    public init(incarnation: UInt64, openCount: UInt64) {
        self.incarnation = incarnation
        self.openCount = openCount
    }

    /// The node's own image may be of a later place of the log than what the store has seen.
    public mutating func haveSeen(_ place: SeenPlace) {
        if let seen, (seen.generation, seen.logSequence) >= (place.generation, place.logSequence) { return }
        seen = place
    }

    /// So many cells of contacts will be added.
    public mutating func expect(contacts count: Int) { numberByID.reserve(count) }

    /// Cells of contacts that have ended, by number. Complexity: O(cells).
    public var endedContacts: EndedContacts { EndedContacts(contacts.numbers.compactMap { contacts.packed($0) }) }

    /// Adds a record read from the store. Throws when it is not what a home wrote.
    public mutating func add(_ shelf: StoreWrite.Shelf, key: [UInt8], value: [UInt8]) throws(WireError) {
        var reader = WireReader(value)
        switch shelf {
        case .contacts:
            let cell: ContactCell = try reader.value()
            guard cell.record.number.value <= Limits.contactNumberMax else { throw .invalid("contact number") }
            contacts[cell.record.number] = cell
            contacts.pack(cell.record.number, stored: value)
            let other = numberByID[cell.record.id].flatMap { contacts[$0] }
            if other.map(cell.isMeant) ?? true { numberByID[cell.record.id] = cell.record.number }
        case .agents: agents.append(try reader.value())
        case .requests:
            guard key != StoreKey.island else { return islandCount = try reader.number() }
            let name = String(decoding: key, as: UTF8.self)
            guard !name.hasPrefix(StoreKey.farewellPrefix) else { return farewells.append(try reader.value()) }
            guard !name.hasPrefix(StoreKey.remarkPrefix) else { return unheardRemarks.append(try reader.value()) }
            let at = try reader.instant()
            if name.hasPrefix(StoreKey.cancelPrefix) {
                guard let id = ContactID(String(name.dropFirst(StoreKey.cancelPrefix.count))) else {
                    throw .invalid("early cancel")
                }
                earlyCancels.append((id, at))
            } else {
                requests.append((name, at))
            }
        case .meta:
            if key == StoreKey.numbers { numbersUsed = try reader.number() }
            if key == StoreKey.held { heldSince = try reader.number() }
            if key == StoreKey.copy { copy = try reader.value() }
            if key == StoreKey.seen { seen = try reader.value() }
        }
    }
}
