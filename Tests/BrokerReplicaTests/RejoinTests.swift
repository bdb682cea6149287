// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica

/// What a site does not know any more when its only store is lost and the operator has said so.
@Suite struct RejoinTests {
    private static let anna = AgentID(trusted: "anna")

    /// The site's disk is lost, and the node starts with an empty one.
    private func lose(_ cluster: inout MiniCluster, _ site: String) {
        cluster.kill(site)
        cluster.start(site, incarnation: 99, rejoin: true)
        cluster.run(milliseconds: 3_000)
        #expect(cluster[site].isServing)
    }

    @Test func aRequestFromBeforeIsANewOne() {
        var cluster = MiniCluster.ready()
        guard let (owner, others) = cluster.roles else { return }
        let site = others[0]
        let ended = cluster.enqueue(site, "c1")?.contact?.record.number
        #expect(cluster.ask(site, .cancel(ContactID(trusted: "c1"), reason: nil))?.contact?.endedAt != nil)
        let waiting = cluster.enqueue(site, "c2")?.contact?.record.number
        _ = cluster.ask(site, .cancel(ContactID(trusted: "early"), reason: nil))
        _ = cluster.login(site, "anna", topics: ["other"])
        _ = cluster.intent(site, "anna", .onBreak, RequestGuard(requestID: "r1"))
        _ = cluster.intent(site, "anna", .available, RequestGuard(requestID: "r2"))
        cluster.run(milliseconds: 300)
        lose(&cluster, site)

        let fresh = cluster.enqueue(site, "c1")?.contact
        #expect(fresh?.phase == .waiting && fresh?.record.number != ended, "the end is forgotten")
        #expect(cluster.enqueue(site, "c2")?.contact?.record.number == waiting, "who waits is in the log, and known")
        #expect(cluster.enqueue(site, "early")?.contact?.phase == .waiting, "the cancel is forgotten")
        #expect(cluster[owner].replica.engine.contactCount == 3)
        _ = cluster.intent(site, "anna", .onBreak, RequestGuard(requestID: "r1"))
        #expect(cluster.agent(site, "anna")?.intent == .onBreak, "the request is forgotten")
    }

    @Test func aConversationThatWasNotReportedYetIsListedAndOver() {
        var cluster = MiniCluster.ready()
        guard let (owner, others) = cluster.roles else { return }
        let (site, far) = (others[0], others[1])
        let number = cluster.enqueue(site, "c1")?.contact?.record.number
        _ = cluster.login(far, "anna")
        cluster.run(milliseconds: 100)
        // What the home says does not come to the owner any more.
        cluster.apart = [[site, owner]]
        #expect(cluster.accept(far, "anna")?.isConnected == true)
        _ = cluster.intent(far, "anna", .onBreak)
        #expect(cluster[site].replica.home.contacts.inOrder.map(\.state) == ["connected"])
        cluster.kill(site)
        cluster.apart = []
        cluster.start(site, incarnation: 99, rejoin: true)
        cluster.run(milliseconds: 1_500)
        let isListed = cluster[site].notices.contains {
            if case .uncertain(let contact, _, _) = $0 { contact.text == "c1" } else { false }
        }
        #expect(isListed, "\(cluster[site].notices)")
        // The one exception from "at most one agent": anna may still speak, and the caller is in the line.
        let isTold = cluster[far].agentNews.contains {
            if case .ended(let contact, .transferred) = $0.kind { contact.text == "c1" } else { false }
        }
        #expect(isTold && cluster.agent(far, "anna")?.activity == .idle)
        #expect(cluster.contact(site, "c1")?.record.number == number)
        _ = cluster.login(far, "bruno")
        cluster.run(milliseconds: 100)
        #expect(cluster.openOffer(far, "bruno")?.contact == number)
        #expect(cluster.accept(far, "bruno")?.isConnected == true)
        cluster.run(milliseconds: 300)
        #expect(cluster.contact(site, "c1")?.state == "connected")
    }
}
