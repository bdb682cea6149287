// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BrokerContract

/// Truth values and nulls in a JSON configuration are errors with a path: they once ended the process by recursion.
@Suite struct ConfigurationTruthTests {
    @Test(arguments: [
        (#"{"pool":true}"#, "pool"), (#"{"topics":{"pec":{"wrapUp":true}}}"#, "topics.pec.wrapUp"),
        (#"{"topics":{"pec":{"priority":false}}}"#, "topics.pec.priority"),
        (#"{"pool":{"capacity":{"voice":true}}}"#, "pool.capacity.voice"),
        (#"{"agents":{"a":{"site":null}}}"#, "agents.a.site"),
    ])
    func isRefusedWithItsPath(text: String, path: String) {
        guard case .failure(let issues) = ConfigurationParser.parse(json: Array(text.utf8)) else {
            Issue.record("\(text) was taken")
            return
        }
        #expect(issues.all.contains { $0.path == path }, "\(issues.all)")
    }

    @Test func agingOffIsTheSameInYAMLAndJSON() {
        for result in [
            ConfigurationParser.parse(yaml: "pool: {aging: off}"),
            ConfigurationParser.parse(json: Array(#"{"pool":{"aging":false}}"#.utf8)),
        ] {
            guard case .success(let document) = result else {
                Issue.record("aging off was refused")
                continue
            }
            #expect(document.pool.aging == nil)
        }
    }
}
