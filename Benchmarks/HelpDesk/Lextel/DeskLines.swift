// SPDX-License-Identifier: Apache-2.0

/// The lines of a help desk, each a topic of the engine's pool, and who answers which.
struct DeskLines: Sendable {
    /// Their names: topics of the pool.
    let names: [String]
    /// By site and topic of a call, the line it stands in.
    let line: [[Int]]
    /// By cell, the lines its agents answer.
    let served: [[Int]]
    /// By cell, those of them that are not its own.
    let unusual: [[Int]]

    /// A line a cell.
    init(ofCells cells: [Cell]) {
        names = cells.map(\.name)
        line = People.sites.indices.map { site in
            People.topics.indices.map { topic in
                let cell = cells.firstIndex { ($0.site ?? site) == site && $0.topics.contains(topic) }
                guard let cell else { preconditionFailure("no cell is for topic \(topic) of site \(site)") }
                return cell
            }
        }
        served = cells.indices.map { [$0] }
        unusual = cells.map { _ in [] }
    }

    /// A line a cell, and one that nobody stands in and everybody answers: who may have any agent asks for its agents
    /// too.
    ///
    /// - Parameter isSlower: whether agents take longer for topics that are not of their own cell.
    init(ofCells cells: [Cell], andEverybody everybody: String, isSlower: Bool) {
        let own = DeskLines(ofCells: cells)
        names = own.names + [everybody]
        line = own.line
        served = own.served.map { $0 + [own.names.count] }
        unusual = cells.map { cell in
            isSlower ? cells.indices.filter { cells[$0].topics != cell.topics } : []
        }
    }

    /// A line a topic.
    ///
    /// - Parameter cells: by cell, the topics its agents answer, and those that are their own.
    init(ofTopics cells: [(served: [Int], own: [Int])]) {
        names = People.topics
        line = People.sites.map { _ in Array(People.topics.indices) }
        served = cells.map(\.served)
        unusual = cells.map { cell in cell.served.filter { !cell.own.contains($0) } }
    }
}
