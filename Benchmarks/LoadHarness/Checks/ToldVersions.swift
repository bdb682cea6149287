// SPDX-License-Identifier: Apache-2.0

/// What was told in the last versions of a contact or an agent: a version that comes again must be the same thing.
struct ToldVersions<Told: Equatable> {
    /// How many versions are remembered; what comes again after more is not compared.
    static var kept: Int { 16 }

    private var versions: [(version: Int, told: Told)] = []

    /// Something is told in a version.
    ///
    /// - Returns: What else was told in it; nil when nothing was, or the same.
    /// - Complexity: O(`kept`).
    mutating func hears(_ told: Told, in version: Int) -> Told? {
        if let before = versions.first(where: { $0.version == version }) {
            return before.told == told ? nil : before.told
        }
        if versions.count == Self.kept { versions.removeFirst() }
        versions.append((version, told))
        return nil
    }
}
