// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerEngine
import BrokerModel
import BrokerReplica
import NATSClient
import Sealing

/// The way in: a site's requests from JSON to what the home understands, checked for form.
struct Door: Sendable {
    let vault: CallerVault
    let site: SiteID

    /// Reads a request.
    ///
    /// - Parameters:
    ///   - operation: which request.
    ///   - bytes: its document.
    ///   - replica: what the node knows of the pool.
    /// - Throws: what the client hears; nothing has changed then.
    func read(_ operation: Operation, _ bytes: [UInt8], _ replica: Replica) throws(ContractError) -> HomeRequest {
        switch operation {
        case .contactEnqueue:
            let request = try EnqueueRequest.decode(bytes)
            try refuseBlocked(request, replica)
            return .enqueue(try enqueue(request))
        case .contactCancel:
            let request = try CancelRequest.decode(bytes)
            return .cancel(ContactID(trusted: request.id), reason: request.reason)
        case .contactEnd:
            let request = try EndRequest.decode(bytes)
            let id = ContactID(trusted: request.id)
            let guarded = guarded(request.requestId, request.ifVersion, by: request.by)
            return request.outcome == nil
                ? .end(id, reason: request.reason, guarded) : .notReached(id, reason: request.reason, guarded)
        case .contactRequeue: return try requeue(try .decode(bytes))
        case .contactCallback:
            let request = try CallbackRequest.decode(bytes)
            try refuseBlocked(request, replica)
            return try callback(request)
        case .contactReached:
            let request = try ReachedRequest.decode(bytes)
            let guarded = guarded(request.requestId, request.ifVersion, by: request.by)
            return .reached(ContactID(trusted: request.id), guarded)
        case .contactConsult: return try consult(try .decode(bytes))
        case .contactConference:
            let request = try ConferenceRequest.decode(bytes)
            let guarded = guarded(request.requestId, request.ifVersion, by: request.by)
            return .conference(ContactID(trusted: request.id), guarded)
        case .contactHandover:
            let request = try HandoverRequest.decode(bytes)
            let guarded = guarded(request.requestId, request.ifVersion, by: request.by)
            return .handOver(ContactID(trusted: request.id), guarded)
        case .contactGet: return try contactGet(try .decode(bytes))
        case .contactList:
            let request = try ContactListRequest.decode(bytes)
            return .contactList(
                states: (request.states ?? []).map(\.rawValue), after: request.after.map(ContactID.init(trusted:)),
                limit: request.limit ?? 100)
        case .topicWaiting:
            let request = try TopicWaitingRequest.decode(bytes)
            return .waiting(
                TopicID(trusted: request.topic), after: request.after.map(ContactID.init(trusted:)),
                limit: request.limit ?? 100)
        case .appointmentSlots:
            let request = try SlotsRequest.decode(bytes)
            return .slots(
                TopicID(trusted: request.topic), channel(request.channel),
                from: request.fromAt.map { PoolInstant(Int64($0)) }, days: request.days ?? 7,
                limit: request.limit ?? 100)
        case .agentLogin, .agentState, .agentHeartbeat, .agentWrapUp, .agentGet, .agentList:
            return try agentRequest(operation, bytes)
        case .offerAccept, .offerReject, .offerFail: return try offerRequest(operation, bytes)
        case .numberGet, .statsGet, .configGet, .configApply:
            preconditionFailure("\(operation.rawValue) does not go to the home")
        }
    }

    private func channel(_ word: ChannelWord?) -> Channel { word.flatMap { Channel(word: $0.rawValue) } ?? .voice }

    private func enqueue(_ request: EnqueueRequest) throws(ContractError) -> EnqueueOrder {
        let requirements = try skills(request.requires ?? [:], field: "requires")
        guard requirements.count <= Limits.requirementsPerContact else {
            throw .badRequest("at most \(Limits.requirementsPerContact) skills", field: "requires")
        }
        let claim = request.claim.map(ClaimNumber.init)
        if case .some(.none) = claim { throw .badRequest("no claim number: its check digit is wrong", field: "claim") }
        var order = EnqueueOrder(
            id: ContactID(trusted: request.id), topic: request.topic.map(TopicID.init(trusted:)),
            priority: request.priority.map { UInt8(clamping: $0) }, channel: channel(request.channel),
            caller: try vault.seal(request),
            requirements: requirements, claim: claim ?? nil, waitedMs: Int64(request.waitedMs ?? 0),
            notBefore: request.notBeforeAt.map { PoolInstant(Int64($0)) },
            fingerprint: vault.fingerprint(request))
        order.dialled = request.number.map {
            Dialled(number: DialledNumber(trusted: $0), digits: Array((request.digits ?? "").utf8))
        }
        order.lastAgent = request.lastAgent.map(AgentID.init(trusted:))
        order.agent = request.agent.map(AgentID.init(trusted:))
        order.slotAt = request.slotAt.map { PoolInstant(Int64($0)) }
        return order
    }

    /// No callback is promised to numbers of some ranges. The home knows numbers as hashes only: they are looked at
    /// here.
    private func refuseBlocked(_ request: EnqueueRequest, _ replica: Replica) throws(ContractError) {
        guard request.channel == .callback, replica.contact(ContactID(trusted: request.id)) == nil else { return }
        let field = request.callerAddress == nil ? "caller" : "callerAddress"
        try refuseBlocked(request.callerAddress ?? request.caller, field: field, replica)
    }

    private func refuseBlocked(_ request: CallbackRequest, _ replica: Replica) throws(ContractError) {
        if let address = request.callerAddress { return try refuseBlocked(address, field: "callerAddress", replica) }
        guard !replica.engine.configuration.blockedRanges.isEmpty,
            let known = replica.contact(ContactID(trusted: request.id))
        else { return }
        try refuseBlocked(vault.calledNumber(known), field: "id", replica)
    }

    private func refuseBlocked(_ number: String?, field: String, _ replica: Replica) throws(ContractError) {
        guard let number, replica.engine.configuration.isBlocked(CallerSeal.normalised(number)) else { return }
        throw .forbidden(
            "no callback is promised to this number (pool.noCallbackTo): say another, or let the caller wait",
            field: field)
    }

    private func requeue(_ request: RequeueRequest) throws(ContractError) -> HomeRequest {
        let escalate = request.escalate == true
        guard !escalate || request.topic == nil else {
            throw .badRequest("escalation goes where the topic's configuration says; name no topic", field: "topic")
        }
        return .requeue(
            ContactID(trusted: request.id),
            RequeueOrder(
                topic: request.topic.map(TopicID.init(trusted:)),
                priority: request.priority.map { UInt8(clamping: $0) },
                agent: request.agent.map(AgentID.init(trusted:)),
                restart: request.place == .restart, escalate: escalate, reason: request.reason),
            guarded(request.requestId, request.ifVersion, by: request.by))
    }

    private func callback(_ request: CallbackRequest) throws(ContractError) -> HomeRequest {
        var order = CallbackOrder(
            id: ContactID(trusted: request.id), notBefore: request.notBeforeAt.map { PoolInstant(Int64($0)) },
            atTime: request.place == .atTime,
            address: try request.callerAddress.map { (address) throws(ContractError) in
                try vault.seal(address: address, of: request.id)
            })
        order.slotAt = request.slotAt.map { PoolInstant(Int64($0)) }
        return .callback(order, guarded(request.requestId, request.ifVersion, by: request.by))
    }

    private func consult(_ request: ConsultRequest) throws(ContractError) -> HomeRequest {
        var order = ConsultOrder(
            id: ContactID(trusted: request.id), consult: ContactID(trusted: request.consult),
            topic: request.topic.map(TopicID.init(trusted:)), agent: request.agent.map(AgentID.init(trusted:)),
            priority: request.priority.map { UInt8(clamping: $0) }, caller: try vault.seal(request))
        order.sealedDigest = vault.fingerprint(request)
        return .consult(order, guarded(request.requestId, request.ifVersion, by: request.by))
    }

    private func contactGet(_ request: ContactGetRequest) throws(ContractError) -> HomeRequest {
        if let id = request.id { return .contactGet(ContactID(trusted: id)) }
        guard let claim = request.claim.flatMap({ ClaimNumber($0) }) else {
            throw .badRequest("no claim number: its check digit is wrong", field: "claim")
        }
        return .claimGet(claim)
    }

    private func agentRequest(_ operation: Operation, _ bytes: [UInt8]) throws(ContractError) -> HomeRequest {
        switch operation {
        case .agentLogin: return .login(try login(try .decode(bytes)))
        case .agentState:
            let request = try AgentStateRequest.decode(bytes)
            return .setIntent(
                AgentID(trusted: request.agent), Intent(word: request.intent.rawValue) ?? .available,
                reason: request.reason, guarded(request.requestId, request.ifVersion, by: request.by))
        case .agentHeartbeat:
            let request = try HeartbeatRequest.decode(bytes)
            let agents = request.all.map(AgentID.init(trusted:))
            guard request.closing == true else { return .heartbeat(agents) }
            return .deskClosed(agents, RequestGuard(requestID: request.requestId))
        case .agentWrapUp:
            let request = try WrapUpRequest.decode(bytes)
            let order = WrapUpOrder(
                agent: AgentID(trusted: request.agent), contact: ContactID(trusted: request.contact),
                disposition: request.disposition, note: request.note, extendMs: request.extendMs.map(Int64.init))
            return .wrapUp(order, guarded(request.requestId, request.ifVersion, by: request.by))
        case .agentGet: return .agentGet(AgentID(trusted: try AgentGetRequest.decode(bytes).agent))
        default:
            let request = try AgentListRequest.decode(bytes)
            return .agentList(after: request.after.map(AgentID.init(trusted:)), limit: request.limit ?? 100)
        }
    }

    private func login(_ request: LoginRequest) throws(ContractError) -> LoginOrder {
        LoginOrder(
            agent: AgentID(trusted: request.agent),
            topics: try request.topics.map { (topics) throws(ContractError) in
                topics.map { TopicLevel(topic: TopicID(trusted: $0.key), level: UInt8(clamping: $0.value)) }
            },
            skills: try request.skills.map { (given) throws(ContractError) in try skills(given, field: "skills") },
            channels: request.channels.map(ChannelLimit.all), address: request.agentAddress,
            intent: request.intent.flatMap { Intent(word: $0.rawValue) })
    }

    private func offerRequest(_ operation: Operation, _ bytes: [UInt8]) throws(ContractError) -> HomeRequest {
        switch operation {
        case .offerAccept:
            let request = try OfferAcceptRequest.decode(bytes)
            return .accept(
                offer: request.offer, AgentID(trusted: request.agent), guarded(request.requestId, request.ifVersion))
        case .offerReject:
            let request = try OfferRejectRequest.decode(bytes)
            return .reject(
                offer: request.offer, AgentID(trusted: request.agent), reason: request.reason,
                guarded(request.requestId, request.ifVersion))
        default:
            let request = try OfferFailRequest.decode(bytes)
            return .fail(
                offer: request.offer, HomeRequest.FailCause(rawValue: request.cause.rawValue) ?? .noAnswer,
                agent: request.agent.map(AgentID.init(trusted:)), guarded(request.requestId, request.ifVersion))
        }
    }

    private func skills(_ given: [String: Int], field: String) throws(ContractError) -> [SkillLevel] {
        given.map { SkillLevel(skill: SkillID(trusted: $0.key), level: UInt8(clamping: $0.value)) }.sorted()
    }

    private func guarded(_ requestID: String?, _ version: Int?, by: String? = nil) -> RequestGuard {
        RequestGuard(
            requestID: requestID, ifVersion: version.map { UInt64(clamping: $0) }, by: by.map(AgentID.init(trusted:)))
    }
}
