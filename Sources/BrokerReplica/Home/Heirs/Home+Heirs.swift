// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore

// The holder of a home and its heirs (protocol §6): every fact is on every heir's disk before it counts, and who is an
// heir is an event of the log. No clock is needed for safety: who has taken over acknowledges nothing any more.
extension Home {
    /// What another node of the site says.
    mutating func hear(_ word: HeirWord, from node: NodeID, _ context: HomeContext) {
        switch word {
        case .join(let record, let place): joins(record, place, node, context)
        case .copied(let place): change(heir: node) { $0.acknowledge(place, at: context.now) }
        case .resign: change(heir: node) { $0.isLost = true }
        case .copy(let place, let writes): copyArrives(place, writes, from: node, context)
        case .holding(let place): holding(place, node, context)
        }
    }

    private mutating func change(heir node: NodeID, _ change: (inout HeirLine) -> Void) {
        guard let index = heirs.firstIndex(where: { $0.node == node }) else { return }
        change(&heirs[index])
    }

    private mutating func joins(_ record: HomeRecord, _ place: CopyPlace?, _ node: NodeID, _ context: HomeContext) {
        guard stage == .active, record.site == site, record.node == node, node != identity.node else { return }
        guard let index = heirs.firstIndex(where: { $0.node == node }) else {
            return beginCopy(record, context)
        }
        let line = heirs[index]
        let isSameProcess = (record.incarnation, record.openCount) == (line.record.incarnation, line.record.openCount)
        // It has begun anew: what it acknowledged must still be on its disk.
        let goesOn = place?.reign == line.last.reign && place?.line == line.last.line
        if isSameProcess || goesOn && place?.step ?? 0 >= line.acknowledged {
            heirs[index].record = record
            if let place { heirs[index].acknowledge(place, at: context.now) }
        } else {
            heirs[index].isLost = true
        }
    }

    private mutating func beginCopy(_ record: HomeRecord, _ context: HomeContext) {
        guard heirs.count < Limits.heirs, let state = context.engine.sites[site], state.home.node == identity.node,
            !state.heirs.contains(record.node)
        else { return }
        heirLines += 1
        var rest: [CopyRecord] = contacts.numbers.map { .contact($0) }
        rest += agentOrder.map { .agent($0) }
        rest += cancelOrder.map { .cancel($0) }
        rest += memory.inOrder.map { .request($0) }
        rest += farewells.keys.sorted().map { .farewell($0) }
        rest += unheardRemarks.keys.sorted().map { .remark($0) }
        rest.append(.island)
        rest.reverse()
        heirs.append(HeirLine(record, reign: state.reign, line: heirLines, copying: rest, at: context.now))
        copyMore(heirs.count - 1)
        // One chain of timers, however many come and go.
        guard !areHeirsTended else { return }
        areHeirsTended = true
        timers.set(.heirs, at: context.now.monotonic + Timing.pulse)
    }

    /// A part of what there is, as it is now: what changes later follows as a step of its own.
    private mutating func copyMore(_ index: Int) {
        while heirs[index].hasRoom, !heirs[index].rest.isEmpty || heirs[index].last.step == 0 {
            var writes: [StoreWrite] = []
            while writes.count < Limits.copyRecords, let record = heirs[index].rest.popLast() {
                if let write = write(of: record) { writes.append(write) }
            }
            guard let word = heirs[index].add(writes, write: nil) else { return }
            siteWords.append((heirs[index].node, word))
        }
    }

    private func write(of record: CopyRecord) -> StoreWrite? {
        switch record {
        case .contact(let number):
            contacts.encoded(number).map { .put(.contacts, key: StoreKey.contact(number), value: $0) }
        case .agent(let agent): agents[agent].map { .put(.agents, key: StoreKey.agent(agent), value: $0.encoded()) }
        case .cancel(let id): earlyCancels[id].map { Self.instantWrite(StoreKey.cancel(id), $0) }
        case .request(let key): memory.instant(of: key).map { Self.instantWrite(StoreKey.request(key), $0) }
        case .farewell(let id):
            farewells[id].map { .put(.requests, key: StoreKey.farewell(id), value: $0.encoded()) }
        case .remark(let id):
            unheardRemarks[id].map { .put(.requests, key: StoreKey.remark(id), value: $0.encoded()) }
        case .island: islandWrite
        }
    }

    /// A record of the requests' shelf that holds an instant.
    static func instantWrite(_ key: [UInt8], _ instant: PoolInstant) -> StoreWrite {
        var writer = WireWriter(capacity: 10)
        writer.instant(instant)
        return .put(.requests, key: key, value: writer.bytes)
    }

    /// Every write goes to every heir too.
    mutating func copyToHeirs(_ writes: [StoreWrite], write number: UInt64) {
        guard !heirs.isEmpty else { return }
        let facts = writes.filter { $0.shelf != .meta }
        guard !facts.isEmpty else { return }
        for index in heirs.indices {
            guard let word = heirs[index].add(facts, write: number) else { continue }
            siteWords.append((heirs[index].node, word))
        }
    }

    /// The last write that is on every heir's disk.
    var heirsHoldUpTo: UInt64 {
        guard !isPlanted(.heirsNotAwaited) else { return .max }
        return heirs.reduce(.max) { $1.isRequired ? min($0, $1.holdsUpTo) : $0 }
    }

    /// Nobody listens where a node of the site was.
    mutating func absent(_ node: NodeID, _ context: HomeContext) {
        change(heir: node) { $0.absent() }
        if stage == .member, context.engine.sites[site]?.home.node == node { holderAbsences += 1 }
    }

    // MARK: - Who is an heir

    /// Signs of life, what was not acknowledged, and the list in the log.
    mutating func tendHeirs(_ context: HomeContext) {
        areHeirsTended = stage == .active && !heirs.isEmpty
        guard areHeirsTended else { return }
        // Seldom, while every heir has everything.
        let isBusy = heirs.contains { !$0.isWhole }
        timers.set(.heirs, at: context.now.monotonic + (isBusy ? Timing.pulse : Timing.report))
        for index in heirs.indices {
            if heirs[index].isSilent(at: context.now) { heirs[index].isLost = true }
            siteWords.append((heirs[index].node, .holding(heirs[index].last)))
            for word in heirs[index].stalled() { siteWords.append((heirs[index].node, word)) }
            copyMore(index)
        }
        heirs.removeAll { $0.isLost && !$0.isRequired }
        list(context)
    }

    /// Asks for the list that should be. Whoever may get into it is waited for from now on.
    private mutating func list(_ context: HomeContext) {
        guard let state = context.engine.sites[site], state.home.node == identity.node else { return }
        if !isPlanted(.heirsRequiredWhenListed) {
            for index in heirs.indices where heirs[index].isWhole && !heirs[index].isLost {
                heirs[index].isRequired = true
            }
        }
        let wanted = heirs.filter { ($0.isRequired || $0.isWhole) && !$0.isLost }.map(\.node).sorted()
        if isPlanted(.heirForgottenWhenAsked) { heirs.removeAll { $0.isLost } }
        guard wanted != state.heirs || heirs.contains(where: { $0.isLost && $0.isRequired }) else { return }
        tellOwnerNow(.listHeirs(site, listedAt: state.listedAt, wanted), about: .home)
    }

    /// The log has another list: what was asked before it is void.
    mutating func heirsListed(_ listed: [NodeID], at sequence: UInt64) {
        guard stage == .active, sequence > heirsListedAt else { return }
        heirsListedAt = sequence
        for index in heirs.indices where listed.contains(heirs[index].node) { heirs[index].isRequired = true }
        heirs.removeAll { $0.isLost && !listed.contains($0.node) }
    }

    // MARK: - Leaving

    /// Whether the process may end without anybody waiting for it.
    func mayLeave(_ engine: Engine) -> Bool {
        guard let state = engine.sites[site] else { return true }
        return switch stage {
        case .active: state.heirs.isEmpty
        case .member: !state.heirs.contains(identity.node)
        case .reading, .taking: true
        }
    }

    /// Whether somebody waits for what the log or another home says.
    var owesAnswers: Bool {
        !(enqueueTokens.isEmpty && logins.isEmpty && acceptTokens.isEmpty && configureTokens.isEmpty
            && bookings.isEmpty)
    }

    /// The process is asked to end: the home goes to an heir that is there, or the holder waits for this node no more.
    mutating func leave(_ context: HomeContext) {
        guard let state = context.engine.sites[site], context.now.monotonic >= leavesAgainAt else { return }
        leavesAgainAt = context.now.monotonic + Timing.report
        switch stage {
        case .active:
            guard let heir = heirs.first(where: { state.heirs.contains($0.node) && !$0.isLost }) else { return }
            tellOwnerNow(.passHome(heir.record, listedAt: state.listedAt), about: .home)
        case .member where state.heirs.contains(identity.node): siteWords.append((state.home.node, .resign))
        case .member, .reading, .taking: return
        }
    }
}
