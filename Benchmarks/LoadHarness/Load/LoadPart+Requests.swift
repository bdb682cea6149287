// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import PoolKit

// Requests, their answers, and those that have none.
extension LoadPart {
    mutating func request(
        _ document: some RequestDocument, to site: Int, for purpose: PendingRequest.Purpose, due: Int64? = nil,
        _ now: Int64
    ) {
        let operation = type(of: document).operation
        send(
            PendingRequest(
                purpose: purpose, site: site, operation: operation, body: document.encoded, due: due, sentAt: now),
            due: due)
    }

    private mutating func send(_ request: PendingRequest, due: Int64?) {
        guard pending.count < Self.pendingMax else { return figures.hearing.unsent += 1 }
        token += 1
        pending[token] = request
        sends.append(
            Send(token: token, site: request.site, operation: request.operation, body: request.body, due: due))
    }

    /// An answer.
    mutating func answer(_ token: UInt64, _ answer: Answer, at now: Int64) {
        guard let request = pending[token], !request.isPutOff else { return }
        pending[token] = nil
        if answer.isIsland { hearIslands(true) }
        guard let refusal = answer.refusal else { return succeed(request, answer, now) }
        if refusal == .unavailable, request.isRepeated { return putOff(request, token, now) }
        fail(request, refusal.rawValue, now)
    }

    /// What could not be sent has no answer to wait for.
    mutating func isUnsent(_ token: UInt64, at now: Int64) {
        guard let request = pending.removeValue(forKey: token) else { return }
        if request.isRepeated { putOff(request, token, now) } else { fail(request, "not sent", now) }
    }

    mutating func again(_ request: PendingRequest, _ now: Int64) {
        var request = request
        request.sentAt = now
        request.tries += 1
        request.isPutOff = false
        count(.repeated, now)
        send(request, due: nil)
    }

    mutating func lookThrough(_ now: Int64) {
        if phase < .over { agenda.add(.lookThrough, at: now + 500_000_000) }
        let overdue = pending.filter { !$0.value.isPutOff && now - $0.value.sentAt > pace.answerWithin }
        // In the order in which they were sent.
        for (token, request) in overdue.sorted(by: { $0.key < $1.key }) {
            pending[token] = nil
            if request.isRepeated { again(request, now) } else { fail(request, "no answer", now) }
        }
    }

    /// It stays among those without an answer, so that nobody takes it for done; each time it waits longer.
    private mutating func putOff(_ request: PendingRequest, _ token: UInt64, _ now: Int64) {
        pending[token] = request
        pending[token]?.isPutOff = true
        agenda.add(.again(token: token), at: now + 200_000_000 * Int64(request.tries))
    }

    private mutating func succeed(_ request: PendingRequest, _ answer: Answer, _ now: Int64) {
        switch request.purpose {
        case .enqueue(let key): acknowledge(key, answer, now)
        case .cancel(let key):
            callers[key]?.isToldToEnd = true
            guard let version = answer.version, answer.state == .ended else { return }
            callers[key]?.check.isAnsweredEnded(version)
            // Nobody ever said that it was there: its cancel is remembered, and there is no event to wait for.
            if callers[key]?.isAcknowledged == false, answer.claim == nil, answer.topic == nil { forget(key) }
        case .end(let key):
            callers[key]?.isToldToEnd = true
            if let due = request.due { time(.end, now - due, isMeasured: isMeasured(due)) }
        case .reject: count(.rejected, now)
        case .get(let key): judge(key, answer, now)
        case .login, .beat, .accept, .wrapUp, .intent: break
        }
    }

    private mutating func acknowledge(_ key: ContactKey, _ answer: Answer, _ now: Int64) {
        guard var caller = callers[key] else { return count(.acknowledged, now) }
        count(.acknowledged, now)
        caller.isAcknowledged = true
        if let claim = answer.claim {
            isTold(claim, &caller, key)
            hearClaim(claim, of: key)
        }
        callers[key] = caller
        time(.enqueue, now - caller.due, isMeasured: caller.isMeasured)
        if answer.isProvisional || answer.isIsland { return count(.provisional, now) }
        if key.attempt == 0 { orderCheck.placeIsTold(of: key.index, at: now) }
    }

    private mutating func fail(_ request: PendingRequest, _ why: String, _ now: Int64) {
        switch request.purpose {
        case .get(let key) where why == ErrorCode.notFound.rawValue:
            figures.findings.add(.lost, "\(names.contact(key)) was acknowledged, and is not known any more")
            callers[key] = nil
            return
        // Too late: the caller was connected or gone, the offer over, by what another did meanwhile.
        case .accept where why == ErrorCode.gone.rawValue, .reject where why == ErrorCode.gone.rawValue: return
        case .accept(let agent), .reject(let agent): desks[agent]?.forgetsOffer()
        // A caller who is not let in is no caller.
        case .enqueue(let key) where why != "no answer": forget(key)
        // A load without its agents is another load.
        case .login(let agent) where failure == nil:
            failure = "\(names.agent(agent)) cannot log in: \(why)"
            beginLeaving(now)
        default: break
        }
        count(.failed, now)
        figures.failures["\(request.operation.rawValue) \(why)", default: 0] += 1
    }

    private mutating func forget(_ key: ContactKey) {
        guard let caller = callers.removeValue(forKey: key) else { return }
        if caller.place == .waiting { waiting -= 1 }
        if key.attempt == 0 { orderCheck.ends(key.index) }
    }

    /// What has become of a contact of which no end was heard.
    private mutating func judge(_ key: ContactKey, _ answer: Answer, _ now: Int64) {
        guard let caller = callers[key] else { return }
        if answer.state == .ended {
            figures.hearing.gaps += 1
            return end(key, caller, now)
        }
        // One that was not told to end, or of which nobody can say whether it was, may be there still.
        guard caller.isToldToEnd, let state = answer.state else { return }
        figures.findings.add(.lost, "\(names.contact(key)) was told to end, and is \(state.rawValue)")
        callers[key] = nil
    }

    /// How much was looked at, and who is still missing.
    mutating func finishChecks() {
        figures.hearing.unknown = callers.values.count { $0.isAcknowledged }
        for desk in desks.values { figures.hearing.gaps += desk.check.gaps }
        figures.checked = [
            .lost: figures.counts[.acknowledged], .twice: watched, .order: orderCheck.compared,
            .claim: claimCheck.count, .document: watched,
        ]
    }
}
