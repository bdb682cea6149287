// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import QueueCore

/// Contacts that have not ended, in slots that are used again: what a step needs in one array, the rest beside it.
struct ContactTable: Sendable {
    private var cores: [ContactCore] = []
    /// In chunks: the first change after a copy would count a million references at once.
    private var details = ChunkedArray<ContactDetails?>()
    private var free: [UInt32] = []
    private var index = NumberIndex()
    /// With whom contacts are engaged: as many as agents, where a million may wait.
    private var engagements: [ContactState.Phase] = []
    private var freeEngagements: [UInt32] = []
    /// By slot, agents who had an offer of the contact and have not taken it, the latest last. Few contacts have any.
    private var triedBySlot: [UInt32: [UInt32]] = [:]
    /// By slot, the rings that are open. None where no topic's strategy rings several.
    private var ringBySlot: [UInt32: OpenRing] = [:]
    /// By slot, what contacts ask beyond topic, skills and channel. Few ask anything.
    private var routingBySlot: [UInt32: Routing] = [:]
    /// The most that are remembered of a contact: those before are forgotten.
    static let triedMax = 64

    init() {}

    /// Makes room for so many contacts at once, and some more.
    mutating func reserve(_ count: Int) {
        cores.reserveCapacity(count + count / 8)
        index.reserve(count)
    }

    /// Contacts in the table.
    var count: Int { index.count }

    /// The slot of a contact. Complexity: O(1).
    func slot(of number: ContactNumber) -> UInt32? { index.slot(of: number) }

    /// The contact in a slot, which must be in use.
    subscript(slot: UInt32) -> ContactCore {
        _read {
            precondition(cores[Int(slot)].stage != .none, "the slot holds no contact")
            yield cores[Int(slot)]
        }
        _modify {
            precondition(cores[Int(slot)].stage != .none, "the slot holds no contact")
            yield &cores[Int(slot)]
        }
    }

    /// What nobody needs of a contact until it is shown.
    func details(_ slot: UInt32) -> ContactDetails {
        guard let details = details[Int(slot)] else { preconditionFailure("slot \(slot) holds no contact") }
        return details
    }

    /// Where a contact is, and with whom.
    func phase(_ slot: UInt32) -> ContactState.Phase {
        switch self[slot].stage {
        case .none, .waiting, .scheduled: .waiting
        case .offered, .connected: engagements[Int(self[slot].engagement)]
        }
    }

    /// Moves a contact on. Complexity: O(1).
    mutating func setPhase(_ slot: UInt32, _ phase: ContactState.Phase) {
        let stage: ContactCore.Stage
        switch phase {
        case .waiting:
            disengage(slot)
            self[slot].stage = stageInLine(slot)
            return
        case .offered: stage = .offered
        case .connected: stage = .connected
        }
        let place = self[slot].engagement
        guard place == .max else {
            engagements[Int(place)] = phase
            self[slot].stage = stage
            return
        }
        engage(slot, stage, phase)
    }

    private mutating func engage(_ slot: UInt32, _ stage: ContactCore.Stage, _ phase: ContactState.Phase) {
        let place = freeEngagements.popLast() ?? UInt32(engagements.count)
        if place < engagements.count { engagements[Int(place)] = phase } else { engagements.append(phase) }
        cores[Int(slot)].stage = stage
        cores[Int(slot)].engagement = place
    }

    /// Agents who had an offer of a contact and have not taken it, since it last met one. Complexity: O(1).
    func tried(_ slot: UInt32) -> [UInt32] {
        self[slot].rarities.contains(.tried) ? triedBySlot[slot] ?? [] : []
    }

    /// Remembers that an agent has not taken the contact.
    mutating func remember(tried agents: [UInt32], of slot: UInt32) {
        guard !agents.isEmpty else { return }
        self[slot].rarities.insert(.tried)
        triedBySlot[slot, default: []] += agents
        let excess = tried(slot).count - Self.triedMax
        if excess > 0 { triedBySlot[slot]?.removeFirst(excess) }
    }

    /// Nobody has had an offer of the contact.
    mutating func forgetTried(_ slot: UInt32) {
        guard self[slot].rarities.remove(.tried) != nil else { return }
        triedBySlot[slot] = nil
    }

    /// The agents whom a contact rings at once; nil when it rings none, or one. Complexity: O(1).
    func ring(_ slot: UInt32) -> OpenRing? { self[slot].rarities.contains(.ring) ? ringBySlot[slot] : nil }

    /// A contact rings, or rings no more. Complexity: O(1).
    mutating func setRing(_ slot: UInt32, _ ring: OpenRing?) {
        guard ring != nil || self[slot].rarities.contains(.ring) else { return }
        ringBySlot[slot] = ring
        note(.ring, of: slot, ring != nil)
    }

    /// A contact rings one more. Complexity: O(agents rung).
    mutating func ringsToo(_ slot: UInt32, _ agent: UInt32, _ sequence: UInt64) {
        ringBySlot[slot]?.agents.append(agent)
        ringBySlot[slot]?.newest = sequence
    }

    /// Whether a contact asks anything of who serves it beyond topic, skills and channel. Complexity: O(1).
    func asksMore(_ slot: UInt32) -> Bool { self[slot].rarities.contains(.routing) }

    /// What a contact asks of who serves it. Complexity: O(1).
    func routing(_ slot: UInt32) -> Routing { asksMore(slot) ? routingBySlot[slot] ?? .plain : .plain }

    /// A contact asks something else. Complexity: O(1).
    mutating func setRouting(_ slot: UInt32, _ routing: Routing) {
        guard routing != .plain || asksMore(slot) else { return }
        routingBySlot[slot] = routing == .plain ? nil : routing
        note(.routing, of: slot, routing != .plain)
        guard self[slot].stage == .waiting || self[slot].stage == .scheduled else { return }
        self[slot].stage = stageInLine(slot)
    }

    /// Who is engaged with nobody waits, unless it is not due yet.
    private func stageInLine(_ slot: UInt32) -> ContactCore.Stage {
        asksMore(slot) && routingBySlot[slot]?.dueAt != nil && !isPlanted(.dueIgnored) ? .scheduled : .waiting
    }

    private mutating func note(_ rarity: ContactCore.Rarities, of slot: UInt32, _ isThere: Bool) {
        if isThere { self[slot].rarities.insert(rarity) } else { self[slot].rarities.remove(rarity) }
    }

    /// Takes a slot for a contact that waits. Complexity: O(1).
    mutating func insert(_ core: ContactCore, _ details: ContactDetails) -> UInt32 {
        precondition(core.stage == .waiting, "a contact enters waiting")
        let slot = free.popLast() ?? UInt32(cores.count)
        index.insert(core.number, slot)
        if slot < cores.count {
            cores[Int(slot)] = core
            self.details[Int(slot)] = details
        } else {
            cores.append(core)
            self.details.append(details)
        }
        return slot
    }

    /// Nobody is kept in a line. Complexity: O(slots).
    mutating func forgetHandles() {
        for slot in cores.indices { cores[slot].handle = .unknown }
    }

    /// Frees a slot. Complexity: O(1).
    mutating func remove(_ slot: UInt32) {
        disengage(slot)
        forgetTried(slot)
        if asksMore(slot) { routingBySlot[slot] = nil }
        index.remove(self[slot].number)
        cores[Int(slot)].stage = .none
        details[Int(slot)] = nil
        free.append(slot)
    }

    private mutating func disengage(_ slot: UInt32) {
        let place = self[slot].engagement
        guard place != .max else { return }
        engagements[Int(place)] = .waiting
        freeEngagements.append(place)
        self[slot].engagement = .max
    }

    /// Slots in use by the numbers of their contacts, ascending. Complexity: O(n log n).
    var slotsByNumber: [UInt32] {
        var found: [UInt64] = []
        found.reserveCapacity(count)
        // Number and slot in one word: they are sorted without a look at the contacts.
        for (slot, core) in cores.enumerated() where core.stage != .none {
            found.append(core.number.value << 32 | UInt64(slot))
        }
        found.sort()
        return found.map { UInt32(truncatingIfNeeded: $0) }
    }

    /// Slots in use, in no order that means anything but the same on every call. Complexity: O(slots).
    var slotsInUse: [UInt32] { cores.indices.compactMap { cores[$0].stage == .none ? nil : UInt32($0) } }
}
