// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import HTTPTypes
import Hummingbird
import NIOCore

/// What the gateway answers to.
///
/// * `GET /`: the agent's desk, a page.
/// * `GET /health`: 200 while the gateway has NATS, 503 while not.
/// * `GET /desk/<agent>`: an open desk, the agent's events as they come (server-sent events), and pings. When the last
///   of an agent's ends and none opens soon, the agent is `unreachable`.
/// * `POST /req/<noun>/<verb>`: a request of the contract, body and answer as there.
struct Routes {
    let site: SiteClient
    let desks: Desks

    /// What a desk asks. The rest of the contract is for who may speak for the site on NATS.
    static let allowed: Set<Operation> = [
        .agentLogin, .agentState, .agentHeartbeat, .agentWrapUp, .agentGet, .offerAccept, .offerReject, .contactEnd,
        .contactGet, .contactRequeue, .contactConsult, .contactConference, .contactHandover, .topicWaiting, .statsGet,
    ]

    /// All of it.
    var router: Router<DeskContext> {
        let router = Router(context: DeskContext.self)
        router.add(middleware: SameOrigin())
        for page in Page.allCases { router.get(RouterPath(page.rawValue)) { _, _ in page.response } }
        router.get("health") { [site] _, _ in
            site.isConnected
                ? Response.document(#"{"status":"ok"}"#)
                : Response.refused(.unavailable("the gateway has no connection to NATS"))
        }
        router.get("desk/:agent") { [desks] request, context in
            await desks.open(try context.parameters.require("agent"), request, context)
        }
        router.post("req/:noun/:verb") { request, context in
            let noun = try context.parameters.require("noun")
            let verb = try context.parameters.require("verb")
            guard let operation = Operation(noun: noun, verb: verb), Self.allowed.contains(operation) else {
                return Response.refused(.notFound("\(noun).\(verb) is no request of a desk"))
            }
            // A stranger's page can send a form without asking first, but no JSON.
            guard request.headers[.contentType]?.lowercased().hasPrefix("application/json") ?? false else {
                return .refused(.badRequest("the body must be application/json"))
            }
            do {
                let body = try await request.body.collect(upTo: ContractLimits.requestBytes)
                return Response(await ask(operation, Array(buffer: body)))
            } catch is NIOTooManyBytesError {
                return .refused(.badRequest("larger than \(ContractLimits.requestBytes) bytes"))
            }
        }
        return router
    }

    /// Asks the site; and knows then whose desks are at work here.
    private func ask(_ operation: Operation, _ body: [UInt8]) async -> SiteClient.Answer {
        let agents: [String]
        switch operation {
        case .agentLogin: agents = (try? LoginRequest.decode(body)).map { [$0.agent] } ?? []
        case .agentHeartbeat: agents = (try? HeartbeatRequest.decode(body))?.all ?? []
        default: return await site.ask(operation, body)
        }
        // What a page says in its last moment must not bring an agent back whose desk is closed.
        if operation == .agentHeartbeat, let closed = agents.first(where: { !desks.isOpen($0) }) {
            return .refused(.conflict("\(closed) has no desk open here", field: "agent"))
        }
        let answer = await site.ask(operation, body)
        if answer.status == 200 { agents.forEach(desks.letIn) }
        return answer
    }
}

extension Response {
    /// A JSON document of a literal.
    static func document(_ text: String) -> Self { Self(SiteClient.Answer(status: 200, bytes: Array(text.utf8))) }

    /// An error in the contract's form.
    static func refused(_ error: ContractError) -> Self { Self(SiteClient.Answer.refused(error)) }

    /// An answer of the broker.
    init(_ answer: SiteClient.Answer) {
        self.init(
            status: HTTPResponse.Status(code: answer.status),
            headers: [
                .contentType: "application/json", .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.bytes)))
    }
}
