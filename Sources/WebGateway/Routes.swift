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
///   of an agent's ends, the agent is `unreachable` at once.
/// * `POST /req/<noun>/<verb>`: a request of the contract, body and answer as there.
struct Routes {
    let site: SiteClient
    let desks: Desks

    /// What a desk asks. The rest of the contract is for who may speak for the site on NATS.
    static let allowed: Set<Operation> = [
        .agentLogin, .agentState, .agentHeartbeat, .agentWrapUp, .agentGet, .offerAccept, .offerReject, .contactEnd,
        .contactGet, .contactRequeue, .topicWaiting, .statsGet,
    ]

    /// All of it.
    var router: Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: SameOrigin())
        for page in Page.allCases { router.get(RouterPath(page.rawValue)) { _, _ in page.response } }
        router.get("health") { [site] _, _ in
            site.isConnected
                ? Response.document(#"{"status":"ok"}"#)
                : Response.refused(.unavailable("the gateway has no connection to NATS"))
        }
        router.get("desk/:agent") { [desks] request, context in
            try desks.open(try context.parameters.require("agent"), request)
        }
        router.post("req/:noun/:verb") { [site] request, context in
            let noun = try context.parameters.require("noun")
            let verb = try context.parameters.require("verb")
            guard let operation = Operation(noun: noun, verb: verb), Self.allowed.contains(operation) else {
                return Response.refused(.notFound("\(noun).\(verb) is no request of a desk"))
            }
            // A stranger's page can send a form without asking first, but no JSON.
            guard request.headers[.contentType]?.lowercased().hasPrefix("application/json") ?? false else {
                return .refused(.badRequest("the body must be application/json"))
            }
            guard let body = try? await request.body.collect(upTo: ContractLimits.requestBytes) else {
                return .refused(.badRequest("larger than \(ContractLimits.requestBytes) bytes"))
            }
            return Response(await site.ask(operation, Array(buffer: body)))
        }
        return router
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
