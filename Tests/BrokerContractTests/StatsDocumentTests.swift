// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BrokerContract

/// Stats and the micro protocol, member by member.
struct StatsDocumentTests {
    private let topic = TopicStatsDocument(
        waiting: 1, longestWaitMs: 2, offered: 3, connected: 4, agentsAvailable: 5, agentsServing: 6, arrived: 100,
        answered: 80, abandoned: 12, shortAbandoned: 2, maxWait: 3, estimatedWaitMs: 7,
        waitMs: WaitDocument(p50: 1, p90: 2, p99: 3, max: 4),
        serviceLevel: ServiceLevelDocument(
            thresholdMs: 20_000, inTime: 60, answered: 80, abandoned: 12, shortAbandoned: 2, maxWait: 3, otherwise: 1))

    private let golden =
        #"{"abandoned":12,"agentsAvailable":5,"agentsServing":6,"answered":80,"arrived":100,"connected":4,"#
        + #""estimatedWaitMs":7,"longestWaitMs":2,"maxWait":3,"offered":3,"#
        + #""serviceLevel":{"all":{"denominator":96,"numerator":60},"answered":{"denominator":80,"numerator":60},"#
        + #""offered":{"denominator":93,"numerator":60},"thresholdMs":20000},"shortAbandoned":2,"#
        + #""waitMs":{"max":4,"p50":1,"p90":2,"p99":3},"waiting":1}"#

    @Test func aTopic() throws {
        #expect(try sortedJSON(topic) == golden)
        #expect(try Contract.decode(TopicStatsDocument.self, bytes(golden)) == topic)
        var published = topic
        published.topic = "pec"
        published.seq = 9
        published.at = 5
        let text = try sortedJSON(published)
        #expect(text.contains(#""at":5"#) && text.contains(#""seq":9"#) && text.contains(#""topic":"pec""#))
    }

    @Test func aPool() throws {
        let latency = LatencyDocument(p50: 1, p99: 2, p999: 3, max: 4)
        let stats = StatsDocument(
            pool: "main", owner: OwnerDocument(node: "roma-1", epoch: 7), seq: 9, at: 5, islands: ["napoli"],
            totals: TotalsDocument(
                waiting: 1, longestWaitMs: 2, offered: 3, connected: 4, agentsAvailable: 5, agentsServing: 6,
                arrived: 7, answered: 8, abandoned: 9, shortAbandoned: 10, maxWait: 11, agents: 12),
            sites: ["roma": SiteStatsDocument(nodes: 1, agents: 2, waiting: 3)],
            latencyUs: LatenciesDocument(enqueueToOffer: latency, commit: latency), topics: ["pec": topic], next: "pec")
        let text =
            #"{"at":5,"islands":["napoli"],"latencyUs":{"commit":{"max":4,"p50":1,"p99":2,"p999":3},"#
            + #""enqueueToOffer":{"max":4,"p50":1,"p99":2,"p999":3}},"next":"pec","#
            + #""owner":{"epoch":7,"node":"roma-1"},"pool":"main","seq":9,"#
            + #""sites":{"roma":{"agents":2,"nodes":1,"waiting":3}},"topics":{"pec":\#(golden)},"#
            + #""totals":{"abandoned":9,"agents":12,"agentsAvailable":5,"agentsServing":6,"answered":8,"arrived":7,"#
            + #""connected":4,"longestWaitMs":2,"maxWait":11,"offered":3,"shortAbandoned":10,"waiting":1}}"#
        #expect(try sortedJSON(stats) == text)
        #expect(try Contract.decode(StatsDocument.self, bytes(text)) == stats)
    }

    private let service = MicroService(
        id: "n1", version: "0.1.0", startedAt: 1_790_000_000_123, pool: "main", site: "roma", node: "roma-1")
    private let head =
        #""id":"n1","metadata":{"contract":"1","node":"roma-1","pool":"main","site":"roma"},"name":"centralino""#

    @Test func ping() throws {
        #expect(
            try sortedJSON(service.ping)
                == "{\(head),\"type\":\"io.nats.micro.v1.ping_response\",\"version\":\"0.1.0\"}")
    }

    @Test func info() throws {
        let info = service.info(Subjects(pool: "main"), site: "roma")
        #expect(info.type == "io.nats.micro.v1.info_response" && info.endpoints.count == Operation.allCases.count)
        #expect(
            try sortedJSON(try #require(info.endpoints.first))
                == #"{"name":"contact-enqueue","queue_group":"q","subject":"centralino.main.req.roma.contact.enqueue"}"#
        )
        #expect(try Contract.decode(MicroInfo.self, Contract.encode(info)) == info)
    }

    @Test func stats() throws {
        let endpoint = MicroEndpointStats(
            name: "contact-get", subject: "s", requests: 4, errors: 1, lastError: "404:unknown", processingTimeNs: 1_000
        )
        let stats = service.stats([endpoint, MicroEndpointStats(name: "a", subject: "b")])
        #expect(
            try sortedJSON(stats)
                == #"{"endpoints":[{"average_processing_time":250,"last_error":"404:unknown","name":"contact-get","#
                + #""num_errors":1,"num_requests":4,"processing_time":1000,"queue_group":"q","subject":"s"},"#
                + #"{"average_processing_time":0,"last_error":"","name":"a","num_errors":0,"num_requests":0,"#
                + #""processing_time":0,"queue_group":"q","subject":"b"}],\#(head),"started":"2026-09-21T14:13:20Z","#
                + #""type":"io.nats.micro.v1.stats_response","version":"0.1.0"}"#)
        #expect(try Contract.decode(MicroStats.self, Contract.encode(stats)) == stats)
    }
}
