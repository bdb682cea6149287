// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

extension Lever: ExpressibleByArgument {
    /// Those that a cluster can be played under.
    static var allValueStrings: [String] { ofDays.map(\.rawValue) }

    /// By its name; nil for those that a cluster cannot be played under.
    init?(argument: String) {
        guard let lever = Self.ofDays.first(where: { $0.rawValue == argument }) else { return nil }
        self = lever
    }
}
