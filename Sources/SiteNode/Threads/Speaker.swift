// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerModel
import BrokerReplica
import NATSClient

/// Everything a node says to clients. A word that cannot be sent now is lost, as on any bus: clients ask again.
struct Speaker: Sendable {
    private let link: ServerLink
    let subjects: Subjects
    let documents: Documents
    let work: WorkCounters

    init(_ link: ServerLink, subjects: Subjects, documents: Documents, work: WorkCounters) {
        self.link = link
        self.subjects = subjects
        self.documents = documents
        self.work = work
    }

    /// Sends in one write what is said meanwhile: most of what a node does is system calls otherwise.
    func together(_ body: () -> Void) { link.connection.sendTogether(body) }

    /// Sends now what has been said together so far: before a wait.
    func sendNow() { link.connection.sendNow() }

    /// Publishes bytes.
    func publish(_ subject: String, _ bytes: [UInt8], replyTo: String? = nil) {
        work.countOut()
        try? link.connection.publish(subject, bytes, replyTo: replyTo)
    }

    /// Tells who watches a contact: of one that has ended, its end is the last word.
    func publish(_ news: ContactNews) {
        if case .noted = news.kind, news.cell.endedAt != nil { return }
        let record = news.cell.record
        publish(subjects.contactEvent(record.site.text, record.id.text), Contract.encode(documents.event(news)))
    }

    /// Tells who watches an agent; the presence document goes with every change.
    func publish(_ news: AgentNews) {
        let agent = news.view.cell.agent.text
        publish(subjects.agentEvent(news.view.site.text, agent), Contract.encode(documents.event(news)))
        if case .offer(_, again: true) = news.kind { return }
        let presence = documents.agent(news.view, at: news.at).presence
        publish(subjects.presence(news.view.site.text, agent), Contract.encode(presence))
    }

    /// Answers a request with a document.
    func reply(_ subject: String?, _ bytes: [UInt8]) {
        guard let subject else { return }
        work.countOut()
        do throws(NATSError) { try link.connection.publish(subject, bytes) } catch {
            guard error.code == .maxPayload else { return }
            let why = "the answer has \(bytes.count) bytes, more than a message may; ask for fewer with limit"
            refuse(subject, .full(why))
        }
    }

    /// Answers a request with an error.
    func refuse(_ subject: String?, _ error: ContractError) {
        guard let subject else { return }
        Self.refuse(subject, error, on: link)
    }

    /// The same for who has only the link; on any thread.
    static func refuse(_ subject: String, _ error: ContractError, on link: ServerLink) {
        let document = ErrorDocument(error)
        let headers = document.headers.map { NATSHeader($0.name, $0.value) }
        try? link.connection.publish(subject, Contract.encode(document), headers: headers)
    }
}
