// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

extension DeskWorld: ExpressibleByArgument {
    /// Their names.
    static var allValueStrings: [String] { all.map(\.name) }

    /// As it is written on the command line.
    var defaultValueDescription: String { name }

    /// By its name.
    init?(argument: String) {
        guard let world = Self.all.first(where: { $0.name == argument }) else { return nil }
        self = world
    }
}
