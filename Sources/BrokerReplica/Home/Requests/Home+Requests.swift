// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

// A site's requests. Each is answered once what it changed is stored.
extension Home {
    /// Does a request, or begins it.
    mutating func handle(_ request: HomeRequest, token: UInt64, _ context: HomeContext) {
        guard stage == .active else {
            return reply(token, .refused(Refusal(.unavailable, "the site is starting; repeat", retryAfterMs: 500)))
        }
        switch request {
        case .enqueue(let order): enqueue(order, token, context)
        case .cancel(let id, let reason): cancel(id, reason, token, context)
        case .end(let id, let reason, let guarded): end(id, reason, guarded, token, context)
        case .notReached(let id, let reason, let guarded): notReached(id, reason, guarded, token, context)
        case .reached(let id, let guarded): reached(id, guarded, token, context)
        case .callback(let order, let guarded): callback(order, guarded, token, context)
        case .consult(let order, let guarded): consult(order, guarded, token, context)
        case .conference(let id, let guarded): conference(id, guarded, token, context)
        case .handOver(let id, let guarded): handOver(id, guarded, token, context)
        case .requeue(let id, let order, let guarded): requeue(id, order, guarded, token, context)
        case .contactGet(let id): contactGet(id, token, context)
        case .claimGet(let claim): claimGet(claim, token, context)
        case .contactList(let states, let after, let limit): contactList(states, after, limit, token, context)
        case .login(let order): login(order, token, context)
        case .setIntent(let agent, let intent, let reason, let guarded):
            setIntent(agent, intent, Said(reason: reason, by: guarded.by), guarded, token, context)
        case .heartbeat(let names): heartbeat(names, token, context)
        case .deskClosed(let names, let guarded): deskClosed(names, guarded, token, context)
        case .wrapUp(let order, let guarded): wrapUp(order, guarded, token, context)
        case .agentGet(let agent): agentGet(agent, token, context)
        case .agentList(let after, let limit): agentList(after, limit, token, context)
        case .accept(let offer, let agent, let guarded): accept(offer, agent, guarded, token, context)
        case .reject(let offer, let agent, let reason, let guarded):
            reject(offer, agent, reason, guarded, token, context)
        case .fail(let offer, let cause, let agent, let guarded): fail(offer, cause, agent, guarded, token, context)
        case .waiting(let topic, let after, let limit): waiting(topic, after, limit, token, context)
        case .slots(let topic, let channel, let from, let days, let limit):
            slots(topic, channel, from, days, limit, token, context)
        case .configure(let configuration, let ifRevision): configure(configuration, ifRevision, token, context)
        }
    }

    /// Whether a request was done before; then it is answered with the state that is.
    func isRepeated(_ guarded: RequestGuard, _ verb: String, _ entity: String) -> Bool {
        guarded.requestID.map { memory.contains(Self.key(verb, entity, $0)) } ?? false
    }

    /// Why a request that would act once more when it is repeated late is not done: there is no room to remember it.
    /// What acts only once anyhow, as `end` and `accept`, is done.
    func cannotRemember(_ guarded: RequestGuard, _ verb: String, _ entity: String) -> Refusal? {
        guard guarded.requestID != nil, memory.isFull, !isRepeated(guarded, verb, entity) else { return nil }
        return Refusal(.full, "the site remembers as many requests as it can; repeat", retryAfterMs: 10_000)
    }

    /// Remembers a request, stored with what it changed.
    mutating func remember(_ guarded: RequestGuard, _ verb: String, _ entity: String, _ context: HomeContext) {
        guard let requestID = guarded.requestID, !memory.isFull else { return }
        let key = Self.key(verb, entity, requestID)
        memory.add(key, at: context.time)
        var writer = WireWriter(capacity: 10)
        writer.instant(context.time)
        writes.append(.put(.requests, key: StoreKey.request(key), value: writer.bytes))
    }

    private static func key(_ verb: String, _ entity: String, _ requestID: String) -> String {
        "\(verb)/\(entity)/\(requestID)"
    }

    /// Why `ifVersion` forbids a change.
    func conflict(_ guarded: RequestGuard, version: UInt64, state: String) -> Refusal? {
        guard let wanted = guarded.ifVersion, wanted != version else { return nil }
        return Refusal(
            .conflict, "the version is \(version), not \(wanted); read it again and decide anew", field: "ifVersion",
            state: state)
    }

    /// A command was refused by the owner.
    mutating func refused(_ id: UInt64, _ refusal: Refusal, _ context: HomeContext) -> String? {
        guard let subject = commandSubjects.removeValue(forKey: id) ?? earlierSubjects.removeValue(forKey: id) else {
            return nil
        }
        switch subject {
        case .contact(let number): contactRefused(number, refusal, context)
        case .agent(let agent): loginRefused(agent, refusal)
        case .configuration:
            guard let waiting = configureTokens.removeValue(forKey: id) else { break }
            let isAsked = waiting.isGuarded || refusal.code != .conflict
            let hint = Refusal(
                .unavailable, "the configuration was changed at the same moment; repeat", retryAfterMs: 100)
            reply(waiting.token, .refused(isAsked ? refusal : hint))
        case .home where refusal.code == .conflict && stage == .taking:
            // Another node of the site was faster: the log says so, now or in a moment.
            let home = context.engine.sites[site]?.home
            let isLost = home?.node == identity.node && home?.incarnation != incarnation
            return refusal.field == "site" && !isLost && !isRejoining ? nil : refusal.message
        case .numbers: numbersRefusal = refusal.code == .full ? refusal : nil
        // It is asked again while it rings.
        case .slot(let number, let slotAt): slotRefused(number, slotAt, refusal)
        case .home, .ring: break
        }
        return nil
    }

    private mutating func configure(
        _ configuration: Configuration, _ ifRevision: UInt64?, _ token: UInt64, _ context: HomeContext
    ) {
        let current = context.engine.configuration
        // A country may have changed its clocks since: then the hours are others, though the document is the same.
        guard
            configuration.document != current.document || configuration.calendars != current.calendars
                || ifRevision ?? current.revision != current.revision
        else {
            return reply(token, .configured(current, before: current))
        }
        guard configureTokens.count < Limits.pendingRequests else {
            return reply(token, .refused(Refusal(.unavailable, "too many requests wait; repeat", retryAfterMs: 1_000)))
        }
        // Always with a revision: a command that comes late must not put an old configuration back in force.
        tellOwner(.configure(configuration, ifRevision: ifRevision ?? current.revision), about: .configuration)
        guard case .command(let id, _)? = output.last else { return }
        configureTokens[id] = PendingConfiguration(
            token: token, before: current, isGuarded: ifRevision != nil,
            deadline: context.now.monotonic + 5 * Timing.second)
    }

    /// An owner that was replaced meanwhile answers no more. The command may still enter the log: it is not repeated.
    mutating func giveUpConfigurations(_ context: HomeContext) {
        for id in configureTokens.keys.sorted() {
            guard let waiting = configureTokens[id], context.now.monotonic > waiting.deadline else { continue }
            configureTokens[id] = nil
            let refusal = Refusal(
                .unavailable, "the log does not answer; read the configuration again before repeating",
                retryAfterMs: 1_000)
            reply(waiting.token, .refused(refusal))
        }
    }
}
