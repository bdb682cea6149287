// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerEngine
import BrokerModel
import BrokerReplica
import HomeStore
import NATSClient

/// Requests from the network to the home and back: reads them, answers at once what needs no home, and keeps who waits.
struct RequestReader {
    /// What became of a request.
    enum Outcome {
        /// It goes to the home.
        case home(token: UInt64, HomeRequest)
        /// It has its answer.
        case answered
    }

    private let door: Door
    private let speaker: Speaker
    private let micro: MicroService
    private let history: HistoryKeeper?
    private var pending: [UInt64: PendingReply] = [:]
    private var lastToken: UInt64 = 0
    private var counters = EndpointCounters()

    init(_ door: Door, speaker: Speaker, micro: MicroService, history: HistoryKeeper?) {
        self.door = door
        self.speaker = speaker
        self.micro = micro
        self.history = history
    }

    /// Reads a request.
    mutating func read(
        _ message: consuming NATSMessage, replica: inout Replica, stats: StatsPublisher, _ now: Now
    ) -> Outcome {
        let replyTo = message.replyTo
        guard replyTo.map(speaker.subjects.mayBeAnswered) ?? true else { return .answered }
        guard let subject = speaker.subjects.parseRequest(message.subject), let operation = subject.operation else {
            speaker.refuse(replyTo, .badRequest("no such request; $SRV.INFO.centralino lists them"))
            return .answered
        }
        let waiting = PendingReply(operation: operation, replyTo: replyTo, cameAt: now.monotonic)
        guard pending.count < Limits.pendingRequests else {
            refuse(waiting, .unavailable("too many requests wait; repeat", retryAfterMs: 1_000), now)
            return .answered
        }
        do throws(ContractError) {
            let bytes = message.bytes
            switch operation {
            case .statsGet: answer(waiting, try statsDocument(bytes, &replica, stats, now), now)
            case .numberGet: answer(waiting, try number(bytes, replica), now)
            case .configGet: try configuration(bytes, waiting, replica, now)
            case .configApply: return try apply(bytes, waiting, replica, now)
            default:
                // Read first: what is refused here must not be kept as waiting.
                let request = try door.read(operation, bytes, replica)
                return .home(token: keep(waiting), request)
            }
        } catch {
            refuse(waiting, error, now)
        }
        return .answered
    }

    private mutating func keep(_ waiting: PendingReply) -> UInt64 {
        lastToken += 1
        pending[lastToken] = waiting
        return lastToken
    }

    /// Answers a request that went to the home.
    mutating func answer(_ token: UInt64, _ reply: HomeReply, _ time: PoolInstant, _ now: Now) {
        guard let waiting = pending.removeValue(forKey: token) else { return }
        let documents = speaker.documents
        switch reply {
        case .contact(let view, let timeline): answer(waiting, documents.contact(view, timeline: timeline), now)
        case .remoteContact(let known, let position, let isAlone):
            answer(waiting, documents.contact(known, position: position, isAlone: isAlone), now)
        case .connectedRemotely(let known, let agent): answer(waiting, documents.connected(known, agent), now)
        case .cancelled(let id, let at): answer(waiting, cancelled(id, at), now)
        case .leaving(let known, let version, let outcome, let isAlone):
            var document = documents.contact(known, position: nil, isAlone: isAlone)
            document.version = Int(version)
            document.state = outcome == .handled ? .ended : .waiting
            document.outcome = outcome == .handled ? .handled : nil
            answer(waiting, document, now)
        case .contacts(let views, let next):
            let list = views.map { documents.contact($0, timeline: false) }
            answer(waiting, ContactListDocument(contacts: list, next: next?.text), now)
        case .agent(let view): answer(waiting, documents.agent(view, at: time), now)
        case .agents(let known, let sequence, let next):
            let list = AgentListDocument(
                agents: known.map { documents.agent($0.0, contacts: $0.contacts) }, seq: Int(sequence), next: next?.text
            )
            answer(waiting, list, now)
        case .waiting(let topic, let sequence, let total, let contacts, let firstPosition, let next):
            let document = documents.waiting(
                topic, sequence: sequence, total: total, contacts, firstPosition: firstPosition, next: next)
            answer(waiting, document, now)
        case .slots(let page): answer(waiting, documents.slots(page), now)
        case .configured(let configuration, let before): answer(waiting, configured(configuration, before), now)
        case .heard(let unknown):
            let names = unknown.isEmpty ? nil : unknown.map(\.text)
            answer(waiting, HeartbeatDocument(at: Int(time.milliseconds), unknown: names), now)
        case .refused(let refusal): refuse(waiting, refusal.contractError, now)
        }
    }

    private func cancelled(_ id: ContactID, _ at: PoolInstant) -> ContactDocument {
        ContactDocument(
            id: id.text, version: 0, site: door.site.text, priority: 0, channel: .voice, state: .ended,
            arrivedAt: Int(at.milliseconds), outcome: .abandoned, endedAt: Int(at.milliseconds))
    }

    // MARK: - Configuration and stats

    private mutating func apply(
        _ bytes: [UInt8], _ waiting: PendingReply, _ replica: Replica, _ now: Now
    ) throws(ContractError) -> Outcome {
        let request = try ConfigApplyRequest.decode(bytes)
        let document = try request.configuration()
        let configuration = try Configuration(document)
        guard configuration.encoded().count <= Limits.configurationBytes else {
            throw .full("the configuration is larger than one message of the log may be", field: "config")
        }
        let current = replica.engine.configuration
        if let wanted = request.ifRevision, UInt64(clamping: wanted) != current.revision {
            throw .conflict(
                "the configuration is at revision \(current.revision); read it again and repeat", field: "ifRevision",
                state: String(current.revision))
        }
        guard request.dryRun != true else {
            answer(
                waiting, ConfigApplyReply(revision: Int(current.revision), changes: changes(document, current)), now)
            return .answered
        }
        let home = HomeRequest.configure(configuration, ifRevision: request.ifRevision.map { UInt64(clamping: $0) })
        return .home(token: keep(waiting), home)
    }

    private func changes(_ document: ConfigurationDocument, _ before: Configuration) -> [String] {
        (before.applied ?? ConfigurationDocument()).changes(to: document)
    }

    private func configured(_ configuration: Configuration, _ before: Configuration) -> ConfigApplyReply {
        let after = configuration.applied ?? ConfigurationDocument()
        return ConfigApplyReply(revision: Int(configuration.revision), changes: changes(after, before))
    }

    private mutating func configuration(
        _ bytes: [UInt8], _ waiting: PendingReply, _ replica: Replica, _ now: Now
    ) throws(ContractError) {
        let request = try ConfigGetRequest.decode(bytes)
        let current = replica.engine.configuration
        guard let revision = request.revision, revision != Int(current.revision) else {
            let config = current.applied ?? ConfigurationDocument()
            counters.count(waiting.operation, nanoseconds: now.monotonic - waiting.cameAt, error: nil)
            return speaker.reply(
                waiting.replyTo, ConfigDocumentReply(revision: Int(current.revision), config: config).json)
        }
        guard let history else {
            throw .notFound("this node keeps no history; ask another for revision \(revision)", field: "revision")
        }
        // From a file: the engine's thread does not wait for it.
        let isTaken = history.find(revision) { [speaker] found in
            switch Self.earlier(revision, found) {
            case .success(let reply): speaker.reply(waiting.replyTo, reply.json)
            case .failure(let error): speaker.refuse(waiting.replyTo, error)
            }
        }
        guard isTaken else { throw .unavailable("too many ask for earlier revisions; repeat", retryAfterMs: 1_000) }
        counters.count(waiting.operation, nanoseconds: now.monotonic - waiting.cameAt, error: nil)
    }

    private static func earlier(
        _ revision: Int, _ found: Result<KeptConfiguration?, HomeStoreError>
    ) -> Result<ConfigDocumentReply, ContractError> {
        guard case .success(let kept) = found else {
            return .failure(.unavailable("the history cannot be read; ask another node", retryAfterMs: 1_000))
        }
        guard let kept, let config = try? ConfigurationParser.parse(json: Array(kept.document.utf8)).get() else {
            return .failure(.notFound("no revision \(revision) is kept here; ask another site", field: "revision"))
        }
        return .success(ConfigDocumentReply(revision: revision, config: config))
    }

    private func number(_ bytes: [UInt8], _ replica: Replica) throws(ContractError) -> NumberDocument {
        let request = try NumberGetRequest.decode(bytes)
        let digits = request.digits.flatMap { $0.isEmpty ? nil : $0 }
        let dialled = Dialled(number: DialledNumber(trusted: request.number), digits: Array((digits ?? "").utf8))
        let configuration = replica.engine.configuration
        switch dialled.route(in: configuration) {
        case .failure(let refusal): throw refusal.contractError
        case .success(let route):
            let priority = route.topic.map { Int(route.priority ?? configuration.topic($0)?.priority ?? 100) }
            let shown = NumberConfiguration(route)
            return NumberDocument(
                number: request.number, digits: digits, topic: shown.topic, priority: priority, play: shown.play,
                menu: shown.menu)
        }
    }

    private func statsDocument(
        _ bytes: [UInt8], _ replica: inout Replica, _ stats: StatsPublisher, _ now: Now
    ) throws(ContractError) -> StatsDocument {
        let request = try StatsGetRequest.decode(bytes)
        let maker = stats.maker(&replica, now)
        let all = maker.topics
        var document = maker.pool(all)
        let names = all.keys.sorted().filter { name in request.after.map { name > $0 } ?? true }
        let page = names.prefix(request.limit ?? 100)
        document.topics = all.filter { page.contains($0.key) }
        document.next = names.count > page.count ? page.last : nil
        return document
    }

    // MARK: - Answers

    private mutating func answer(_ waiting: PendingReply, _ document: some Encodable, _ now: Now) {
        counters.count(waiting.operation, nanoseconds: now.monotonic - waiting.cameAt, error: nil)
        speaker.reply(waiting.replyTo, Contract.encode(document))
    }

    private mutating func refuse(_ waiting: PendingReply, _ error: ContractError, _ now: Now) {
        counters.count(waiting.operation, nanoseconds: now.monotonic - waiting.cameAt, error: error)
        speaker.refuse(waiting.replyTo, error)
    }

    /// Answers what service this is (ADR-32).
    func answerMicro(_ message: consuming NATSMessage) {
        guard let replyTo = message.replyTo, speaker.subjects.mayBeAnswered(replyTo) else { return }
        switch MicroVerb.parse(message.subject, id: micro.id) {
        case .ping?: speaker.reply(replyTo, Contract.encode(micro.ping))
        case .info?: speaker.reply(replyTo, Contract.encode(micro.info(speaker.subjects, site: door.site.text)))
        case .stats?:
            let endpoints = counters.documents(speaker.subjects, site: door.site.text)
            speaker.reply(replyTo, Contract.encode(micro.stats(endpoints, work: speaker.work.document)))
        case nil: break
        }
    }
}
