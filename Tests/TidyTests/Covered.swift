// SPDX-License-Identifier: Apache-2.0

/// Which files a rule covers.
enum Covered {
    static let swiftFolders = ["Sources/", "Tests/", "Cluster/", "Benchmarks/"]

    @Sendable static func swift(_ path: String) -> Bool {
        path.hasSuffix(".swift") && swiftFolders.contains { path.hasPrefix($0) }
    }

    @Sendable static func sources(_ path: String) -> Bool {
        path.hasPrefix("Sources/") && path.hasSuffix(".swift")
    }

    /// Every text file but this target, which quotes what it forbids.
    @Sendable static func text(_ path: String) -> Bool {
        !path.hasPrefix("Tests/TidyTests/")
    }

    static func targets(_ names: [String]) -> @Sendable (String) -> Bool {
        { path in sources(path) && names.contains { path.hasPrefix("Sources/\($0)/") } }
    }
}
