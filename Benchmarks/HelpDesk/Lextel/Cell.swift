// SPDX-License-Identifier: Apache-2.0

/// A group of agents with a line of its own, as the desk may have been in 2014.
struct Cell: Hashable, Sendable {
    /// Its line's name.
    let name: String
    /// The site it is at, by index; nil when it is all sites together.
    let site: Int?
    /// The topics it is for, by index.
    let topics: [Int]
    /// Its share of the agents.
    let share: Double

    /// Everybody together.
    static let one = [Cell(name: "desk", site: nil, topics: Array(People.topics.indices), share: 1)]

    /// At each site two, by topic: signature and others, the certified mails and filings.
    static let six = People.sites.indices.flatMap { site in
        [[0, 3], [1, 2]].enumerated().map { group, topics in
            Cell(
                name: "\(People.sites[site])-\(group)", site: site, topics: topics,
                share: People.siteShares[site] / 2)
        }
    }

    /// At each site one for each topic.
    static let twelve = People.sites.indices.flatMap { site in
        People.topics.indices.map { topic in
            Cell(
                name: "\(People.sites[site])-\(People.topics[topic])", site: site, topics: [topic],
                share: People.siteShares[site] * People.topicShares[topic])
        }
    }

    /// Divides agents by shares: one at least for each, then by largest remainder.
    ///
    /// - Precondition: there are at least as many agents as shares.
    static func divide(_ agents: Int, by shares: [Double]) -> [Int] {
        precondition(agents >= shares.count, "\(agents) agents for \(shares.count) cells")
        let sum = shares.reduce(0, +)
        let exact = shares.map { Double(agents) * $0 / sum }
        var counts = exact.map { max(1, Int($0)) }
        while counts.reduce(0, +) > agents, let largest = counts.indices.max(by: { counts[$0] < counts[$1] }) {
            counts[largest] -= 1
        }
        while counts.reduce(0, +) < agents,
            let poorest = counts.indices.min(by: { Double(counts[$0]) - exact[$0] < Double(counts[$1]) - exact[$1] })
        {
            counts[poorest] += 1
        }
        return counts
    }
}
