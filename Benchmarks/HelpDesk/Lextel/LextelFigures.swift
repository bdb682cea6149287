// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The figures of all worlds and levers, for a program: `{world: {lever: {figure: per cent}}}`.
struct LextelFigures {
    private let figures: [String: [String: DeskFigures]]

    /// Of these worlds.
    init(_ results: [WorldResult]) {
        let worlds = results.map { result in
            let levers = Lever.allCases.map { ($0.rawValue, result.figures($0)) }
            return (result.world.name, Dictionary(uniqueKeysWithValues: levers))
        }
        figures = Dictionary(uniqueKeysWithValues: worlds)
    }

    /// As JSON, with sorted keys.
    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return try encoder.encode(figures)
    }
}
