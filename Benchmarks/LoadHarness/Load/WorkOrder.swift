// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// What one process of a load has to do: all have the same scenario, and each its share of contacts, agents and topics.
struct WorkOrder: Codable, Hashable, Sendable {
    /// A site and where its server is.
    struct Site: Codable, Hashable, Sendable {
        let name: String
        /// Addresses, the site's own first.
        let servers: [String]
    }

    let scenario: Scenario
    let sites: [Site]
    /// The time that each of the scenario's topics gives for wrap-up, nanoseconds, by the configuration in force.
    let wrapUps: [Int64]
    /// The pool.
    let pool: String
    /// What subjects begin with.
    let prefix: String
    /// What ids of this load begin with.
    let run: String
    /// Which share is this process's, from 0.
    let part: Int
    /// How many processes there are.
    let parts: Int

    /// The pool's subjects.
    var subjects: Subjects { Subjects(prefix: prefix, pool: pool) }

    /// Whether something is this process's by its number.
    func isOwn(_ number: Int) -> Bool { number % parts == part }
}
