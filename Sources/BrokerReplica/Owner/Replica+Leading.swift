// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

// The log is the lease (design §3.3–3.4): taking over, one batch in flight, what is unknown, being fenced.
extension Replica {
    /// What the owner, or who might become it, does each turn.
    mutating func lead(_ now: Now) {
        guard owner != nil else { return isLeaving && home.mayLeave(follower.engine) ? () : watchOwner(now) }
        repeatAppend(now)
        guard isOwner else { return }
        if isLeaving, isPlanted(.leavingSpins) { return yield() }
        watchHomes(now)
        if isLeaving, home.mayLeave(follower.engine) { return yield() }
        guard owner?.isDue(at: now) == true else { return }
        let time = poolTime(lived: now)
        guard let decided = owner?.decide(after: follower.image, at: time, now) else { return }
        for refusal in decided.refusals { refuse(refusal) }
        if let open = decided.open { append(open) }
        keepSnapshot()
    }

    // MARK: - Succession

    private mutating func watchOwner(_ now: Now) {
        guard !isReading else { return }
        let known = follower.engine.owner
        if let known, known != identity.node {
            if succession.wantsToAsk(at: now) { tell(known, .ping) }
            guard succession.isDue(rank: rank(excluding: known), at: now) else { return }
        } else {
            // No owner yet, or this node was it before it fell.
            guard now.monotonic >= succession.notBefore else { return }
        }
        succession.notBefore = now.monotonic + Timing.stall
        claim(now)
    }

    /// When to look at the owner again.
    var nextLook: Int64? {
        guard !isReading else { return nil }
        guard let known = follower.engine.owner, known != identity.node else { return succession.notBefore }
        return succession.nextLook(rank: rank(excluding: known))
    }

    /// This node's place among those that might take over.
    private func rank(excluding owner: NodeID) -> Int {
        let others = follower.engine.sitesInOrder.map(\.state.home.node).filter { $0 != owner }.sorted()
        return others.firstIndex(of: identity.node) ?? others.count
    }

    private mutating func claim(_ now: Now) {
        clock.begin(at: now)
        let time = poolTime(lived: now)
        var claimant = Owner(after: follower.image, node: identity.node, authenticator: authenticator)
        let open = claimant.begin(after: follower.image, at: time, now)
        owner = claimant
        append(open)
    }

    // MARK: - One batch in flight

    private mutating func append(_ open: OpenAppend) {
        attempts &+= 1
        if open.firstAttempt == nil { owner?.open?.firstAttempt = attempts }
        if isPlanted(.offersBeforeCommit) {
            actions.append(.publishCommitted(sequence: open.expected + 1, bytes: open.bytes))
        }
        actions.append(.append(bytes: open.bytes, expected: open.expected, attempt: attempts))
    }

    /// An append without an answer is unknown: the identical bytes and expectation again, elsewhere if need be.
    private mutating func repeatAppend(_ now: Now) {
        guard let open = owner?.open, now.monotonic - open.sentAt > Timing.appendAnswer else { return }
        owner?.open?.sentAt = now.monotonic
        owner?.open?.attempts += 1
        if open.attempts.isMultiple(of: 2) {
            actions.append(.notice(.logSilent(attempts: open.attempts)))
            leaveServer(now)
            // Perhaps there is no log any more.
            read()
        }
        append(open)
    }

    mutating func appended(_ attempt: UInt64, _ result: AppendResult, _ now: Now) {
        // An answer to an earlier batch, or to an earlier process of this node, says nothing of this batch.
        guard let open = owner?.open, let first = open.firstAttempt, attempt &- first <= attempts &- first else {
            return
        }
        switch result {
        case .committed(let sequence):
            guard sequence == open.expected + 1 else { return }
            // Read before the acknowledgement came: settled already.
            guard sequence == follower.logSequence + 1 else { return }
            committed(sequence, now)
        case .refused:
            // Perhaps by our own earlier attempt: what is in its place tells.
            guard attempt == attempts else { return }
            owner?.open?.isRefused = true
            read()
        case .impossible(let why): fenced("the log refuses the batch for good: \(why)", now)
        }
    }

    /// The batch in flight is in the log: only now does anything of it leave.
    mutating func committed(_ sequence: UInt64, _ now: Now) {
        guard let wasRuling = owner?.isRuling, let done = owner?.committed() else { return }
        follower.fold(own: done.batch, digest: done.digest, sequence: sequence)
        actions.append(.publishCommitted(sequence: sequence, bytes: done.bytes))
        actions.append(.committed(CommitFigures(done, at: now)))
        if !wasRuling { actions.append(.notice(.becameOwner(epoch: done.batch.epoch))) }
        for refusal in done.refusals { refuse(refusal) }
        folded(done.batch, now)
        if !wasRuling, home.stage == .taking { home.askForHome() }
    }

    /// Another owner is in the log: everything undone is dropped; there is no undo.
    mutating func fenced(_ why: String, _ now: Now) {
        guard let lost = owner else { return }
        owner = nil
        succession.notBefore = now.monotonic + Timing.stall
        actions.append(.notice(.lostOwnership(epoch: lost.epoch, why: why)))
        read()
    }

    private mutating func refuse(_ refusal: (node: NodeID, id: UInt64, Refusal)) {
        tell(refusal.node, .refused(id: refusal.id, refusal.2))
    }

    /// The process ends: once nothing is in flight, whoever is next hears that it may take over. Commands that wait
    /// here are told again by their homes.
    private mutating func yield() {
        guard let owner, owner.open == nil else { return }
        self.owner = nil
        let word = PeerMessage.yield(epoch: follower.engine.epoch, logSequence: follower.logSequence)
        for (_, state) in follower.engine.sitesInOrder where state.home.node != identity.node {
            tell(state.home.node, word)
        }
        actions.append(.notice(.yielded(epoch: owner.epoch)))
    }

    // MARK: - Homes

    /// Signs of life to the homes and from them; O4 for those that do not confirm.
    private mutating func watchHomes(_ now: Now) {
        guard now.monotonic - (owner?.homes.pulsedAt ?? 0) > Timing.pulse else { return }
        owner?.homes.pulsedAt = now.monotonic
        let pulse = pulse(at: now)
        let asks = owner?.homes.wantsToAsk(at: now) ?? false
        for (site, state) in follower.engine.sitesInOrder {
            for heir in state.heirs where heir != identity.node { tell(heir, pulse) }
            guard state.home.node != identity.node else { continue }
            tell(state.home.node, pulse)
            if asks { tell(state.home.node, .ping) }
            guard !state.isDetached, doesNotConfirm(state, now) else { continue }
            take(PendingCommand(node: identity.node, id: 0, command: .detach(site), receivedAt: now.monotonic), at: now)
        }
    }

    /// A home that says it is an island.
    mutating func skip(_ node: NodeID, _ now: Now) {
        for (site, state) in follower.engine.sitesInOrder where state.home.node == node && !state.isDetached {
            take(
                PendingCommand(node: identity.node, id: 0, command: .detach(site), receivedAt: now.monotonic), at: now)
        }
    }

    /// A home that nobody answers for. One with heirs is waited for a little: one of them takes it over, and open
    /// offers go on.
    private mutating func doesNotConfirm(_ state: SiteState, _ now: Now) -> Bool {
        owner?.homes.wait(for: state.home.node, at: now)
        guard let homes = owner?.homes else { return false }
        return homes.isAbsent(state.home.node) && state.heirs.isEmpty
            || homes.silence(of: state.home.node, at: now) > Timing.homeSilence
    }

    /// The owner's sign of life. An island's time goes on without the log, and must not pass for a sign of it.
    mutating func pulse(at now: Now) -> PeerMessage {
        let time = isIsland ? follower.engine.time : poolTime(lived: now)
        return .pulse(epoch: follower.engine.epoch, logSequence: follower.logSequence, time: time)
    }

    /// Counted over all owners: where none lasts for long, the log is kept short all the same.
    private mutating func keepSnapshot() {
        guard follower.logSequence >= snapshotBegunAt + batchesPerSnapshot else { return }
        snapshotBegunAt = follower.logSequence
        actions.append(.snapshot(follower.image))
    }
}
