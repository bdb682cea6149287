// SPDX-License-Identifier: Apache-2.0

/// Ids of a load's contacts and agents: everybody can tell from an id who it is, and whether it is of this load.
struct LoadNames: Hashable, Sendable {
    /// What all begin with.
    let run: String

    /// `<run>-c12`, `<run>-c12-1` of the first redial.
    func contact(_ key: ContactKey) -> String {
        key.attempt == 0 ? "\(run)-c\(key.index)" : "\(run)-c\(key.index)-\(key.attempt)"
    }

    /// `<run>-a3`.
    func agent(_ index: Int) -> String { "\(run)-a\(index)" }

    /// Which contact an id is; nil when it is none of this load.
    func contact(_ id: String) -> ContactKey? {
        guard let numbers = numbers(id, "-c"), numbers.count <= 2 else { return nil }
        return ContactKey(index: numbers[0], attempt: numbers.count == 2 ? numbers[1] : 0)
    }

    /// Which agent an id is; nil when it is none of this load.
    func agent(_ id: String) -> Int? {
        guard let numbers = numbers(id, "-a"), numbers.count == 1 else { return nil }
        return numbers[0]
    }

    private func numbers(_ id: String, _ kind: String) -> [Int]? {
        guard id.hasPrefix(run + kind) else { return nil }
        let parts = id.dropFirst(run.count + kind.count).split(separator: "-", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }
        return numbers.count == parts.count && !numbers.isEmpty ? numbers : nil
    }
}
