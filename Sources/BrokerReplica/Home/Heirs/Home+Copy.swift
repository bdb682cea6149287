// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore

// A node of the site that does not hold its home: it keeps a copy and, as an heir, takes the home over (protocol §6).
extension Home {
    /// The log has another node of this site as the holder.
    mutating func becomeMember(_ context: HomeContext) {
        // Not its reign: who holds it by the log may have opened its store again before this node had read so far.
        // An island goes by an engine of its own, which has this very node.
        if let state = context.engine.sites[site], isOfAnotherNode(state.home), heldSince > state.heldSince {
            loss =
                "this node held the home of \(site) later than the log knows, which has \(state.home.node) as its "
                + "holder: end that node, and recover again with this node's data"
            return
        }
        if stage == .active { stepDown() }
        if stage != .taking, stage != .member {
            timers.set(.report, at: context.now.monotonic + Timing.report)
        }
        stage = .member
        heirs = []
        holderHeardAt = context.now.monotonic
        holderAbsences = 0
    }

    /// Everything that waits for this home is told to ask again: the site's other node serves now.
    private mutating func stepDown() {
        var tokens = enqueueTokens.keys.sorted().flatMap { enqueueTokens[$0] ?? [] }
        tokens += logins.keys.sorted().flatMap { logins[$0]?.tokens ?? [] }
        tokens += acceptTokens.keys.sorted().flatMap { acceptTokens[$0] ?? [] }
        tokens += configureTokens.keys.sorted().compactMap { configureTokens[$0]?.token }
        tokens += bookings.map(\.token)
        tokens += output.compactMap(\.token)
        enqueueTokens = [:]
        logins = [:]
        acceptTokens = [:]
        configureTokens = [:]
        bookings = []
        commandSubjects = [:]
        earlierSubjects = [:]
        unreportedContacts = []
        unreportedAgents = []
        heldEarly = [:]
        firstWaits = [:]
        timers = TimingWheel()
        areHeirsTended = false
        copy = nil
        // What was not on every heir's disk never counted: the replica lets nothing of it out.
        output = tokens.map { .reply($0, .refused(Self.movedOn)) }
        output.append(.serve(false))
        inner = []
        immediate = []
        immediateIDs = []
        siteWords = []
        hasSteppedDown = true
        island = nil
    }

    /// What who waits for an answer hears when another node of the site holds the home.
    static let movedOn = Refusal(.unavailable, "the site is served by another node now; repeat", retryAfterMs: 50)

    /// Asks for a copy, or for the home.
    mutating func tendCopy(_ context: HomeContext) {
        guard stage == .member, let state = context.engine.sites[site] else { return }
        let record = HomeRecord(
            site: site, node: identity.node, term: 0, incarnation: incarnation, openCount: openCount)
        let silence = context.now.monotonic - holderHeardAt
        if context.now.monotonic >= joinsAgainAt || silence > Timing.stall {
            joinsAgainAt = context.now.monotonic + Timing.second
            tell(state.home.node, .join(record, has: copy))
        }
        let isHeir = state.heirs.contains(identity.node) && copy?.reign == state.reign
        guard isHeir || isPlanted(.anybodyTakesHome) else { return }
        guard holderAbsences >= 2 || silence > Timing.ownerSilence else { return }
        if let what = cellsAreBehind(context.engine) {
            loss = "\(what): the copy of the home on this disk is an older copy of itself; move it away"
            return
        }
        tellOwnerNow(.takeHome(record, rejoin: false), about: .home)
    }

    /// What a node says to have must be on its disk: so this waits for the store.
    private mutating func tell(_ holder: NodeID, _ word: HeirWord) {
        guard !isPlanted(.copyToldBeforeStored) else { return siteWords.append((holder, word)) }
        output.append(.site(holder, word))
    }

    /// The holder is there; it hears how far this node's disk is.
    mutating func holding(_ place: CopyPlace, _ node: NodeID, _ context: HomeContext) {
        guard holderLives(place, node, context), let copy, (copy.reign, copy.line) == (place.reign, place.line) else {
            return
        }
        tell(node, .copied(copy))
    }

    /// Whether it was the holder, as this node knows it, that spoke.
    private mutating func holderLives(_ place: CopyPlace, _ node: NodeID, _ context: HomeContext) -> Bool {
        guard stage == .member, let state = context.engine.sites[site], state.home.node == node,
            state.reign == place.reign
        else { return false }
        holderHeardAt = context.now.monotonic
        holderAbsences = 0
        return true
    }

    /// A step of the copy. It is taken if it is the next one, of the holder's reign as this node knows it: who has read
    /// of another reign acknowledges nothing of the old one.
    mutating func copyArrives(
        _ place: CopyPlace, _ steps: [StoreWrite], from node: NodeID, _ context: HomeContext
    ) {
        guard holderLives(place, node, context), let state = context.engine.sites[site] else { return }
        if place.step == 1, (copy?.reign, copy?.line) != (place.reign, place.line) {
            // A new copy begins with nothing; never while the log counts on the old one.
            guard !state.heirs.contains(identity.node), place.reign != copy?.reign || place.line > copy?.line ?? 0
            else { return }
            forgetCells()
            copy = CopyPlace(reign: place.reign, line: place.line, step: 0)
        }
        guard var own = copy, (own.reign, own.line) == (place.reign, place.line) else { return }
        if place.step == own.step + 1 {
            for write in steps { absorb(write) }
            own.step = place.step
            copy = own
            writes += steps
            writes.append(.put(.meta, key: StoreKey.copy, value: own.encoded()))
        }
        tell(node, .copied(own))
    }

    /// Takes a record of the holder's store into the cells.
    private mutating func absorb(_ write: StoreWrite) {
        do {
            switch write {
            case .put(.contacts, _, let value): absorb(try ContactCell(decoding: value), stored: value)
            case .put(.agents, _, let value):
                let cell = try AgentCell(decoding: value)
                if agents.updateValue(cell, forKey: cell.agent) == nil { agentOrder.append(cell.agent) }
            case .put(.requests, let key, let value): try absorb(request: key, value)
            case .remove(.contacts, let key): forget(contact: key)
            case .remove(.requests, let key): forget(request: key)
            case .remove(.agents, _), .put(.meta, _, _), .remove(.meta, _): break  // no home does this
            }
        } catch {
            loss = "the holder of the home sends what this build cannot read (\(error)); install the same version"
        }
    }

    private mutating func absorb(_ cell: ContactCell, stored: [UInt8]) {
        let number = cell.record.number
        contacts[number] = cell
        contacts.pack(number, stored: stored)
        // Of one that came in late nobody was told.
        let other = numberByID[cell.record.id].flatMap { $0 == number ? nil : contacts[$0] }
        if other.map(cell.isMeant) ?? true { numberByID[cell.record.id] = number }
        if let endedAt = cell.endedAt { endsFrom = min(endsFrom, endedAt) }
    }

    private mutating func absorb(request key: [UInt8], _ value: [UInt8]) throws(WireError) {
        var stored = StoredHome(incarnation: incarnation, openCount: openCount)
        try stored.add(.requests, key: key, value: value)
        islandCount = max(islandCount, stored.islandCount)
        for farewell in stored.farewells { farewells[farewell.offer.id] = farewell }
        for unheard in stored.unheardRemarks { unheardRemarks[unheard.offer.id] = unheard }
        for cancel in stored.earlyCancels where earlyCancels.updateValue(cancel.at, forKey: cancel.id) == nil {
            cancelOrder.append(cancel.id)
        }
        for request in stored.requests { memory.add(request.key, at: request.at) }
    }

    private mutating func forget(contact key: [UInt8]) {
        guard let number = StoreKey.contact(from: key), let id = contacts[number]?.record.id else { return }
        contacts[number] = nil
        if numberByID[id] == number { numberByID[id] = nil }
    }

    private mutating func forget(request key: [UInt8]) {
        // ordered: one record is of one farewell.
        if let farewell = farewells.first(where: { StoreKey.farewell($0.key) == key }) {
            farewells[farewell.key] = nil
        } else if let unheard = unheardRemarks.first(where: { StoreKey.remark($0.key) == key }) {
            // ordered: one record is of one remark.
            unheardRemarks[unheard.key] = nil
        } else if let index = cancelOrder.firstIndex(where: { StoreKey.cancel($0) == key }) {
            earlyCancels[cancelOrder.remove(at: index)] = nil
        } else {
            memory.remove(String(decoding: key, as: UTF8.self))
        }
    }

    /// Forgets what an earlier copy, or an earlier reign of this node, has left.
    private mutating func forgetCells() {
        for number in contacts.numbers { writes.append(.remove(.contacts, key: StoreKey.contact(number))) }
        for agent in agentOrder { writes.append(.remove(.agents, key: StoreKey.agent(agent))) }
        for id in cancelOrder { writes.append(.remove(.requests, key: StoreKey.cancel(id))) }
        for key in memory.inOrder { writes.append(.remove(.requests, key: StoreKey.request(key))) }
        for id in farewells.keys.sorted() { writes.append(.remove(.requests, key: StoreKey.farewell(id))) }
        for id in unheardRemarks.keys.sorted() { writes.append(.remove(.requests, key: StoreKey.remark(id))) }
        contacts = CellTable()
        numberByID = ShardedTable()
        agents = [:]
        agentOrder = []
        earlyCancels = [:]
        cancelOrder = []
        memory = RequestMemory([])
        farewells = [:]
        unheardRemarks = [:]
    }
}
