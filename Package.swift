// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

/// One set of rules for every target: Swift 6 mode, warnings are errors, imports say what they are for.
let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "centralino",
    products: [
        .executable(name: "centralino", targets: ["centralino"]),
        .executable(name: "centralino-load", targets: ["LoadHarness"]),
        .library(name: "QueueCore", targets: ["QueueCore"]),
        // For Benchmarks/Micro, a package of its own.
        .library(name: "MicroCases", targets: ["MicroCases"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", exact: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    ],
    targets: [
        // What the machine provides.
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CNats", pkgConfig: "libnats", providers: [.apt(["libnats-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

        // The pure core: no I/O, no clock, no Foundation.
        .target(name: "QueueCore", dependencies: ["CLinux"], swiftSettings: settings),
        .target(name: "BrokerModel", swiftSettings: settings),
        .target(name: "BrokerEngine", dependencies: ["BrokerModel", "QueueCore"], swiftSettings: settings),
        .target(
            name: "BrokerReplica", dependencies: ["BrokerModel", "BrokerEngine", "QueueCore"], swiftSettings: settings),

        // The pure core again, in a world drawn from a seed.
        .target(
            name: "BrokerSimulator", dependencies: ["QueueCore", "BrokerModel", "BrokerEngine", "BrokerReplica"],
            swiftSettings: settings),

        // Leaves.
        .target(
            name: "BrokerContract",
            dependencies: [.product(name: "Yams", package: "Yams")],
            swiftSettings: settings),
        .target(name: "NATSClient", dependencies: ["CNats"], swiftSettings: settings),
        .target(
            name: "HomeStore",
            dependencies: [.product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings),
        .target(name: "Sealing", dependencies: ["COpenSSL"], swiftSettings: settings),

        .target(
            name: "WebGateway",
            dependencies: [
                "BrokerContract", "NATSClient", .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "Logging", package: "swift-log"),
            ],
            resources: [
                .embedInCode("Pages/desk.html"), .embedInCode("Pages/desk.css"), .embedInCode("Pages/desk.js"),
            ],
            swiftSettings: settings),

        // The shell, and the command. Whoever holds a value of the pure core depends on all of it, used by name or not:
        // a release build compiles a target anew only when one it names has changed, and would go on with the old
        // layout of a structure that is further away.
        .target(
            name: "SiteNode",
            dependencies: [
                "CLinux", "QueueCore", "BrokerModel", "BrokerEngine", "BrokerReplica", "BrokerContract", "NATSClient",
                "HomeStore", "Sealing", "WebGateway", .product(name: "Logging", package: "swift-log"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "centralino",
            dependencies: [
                "SiteNode", "WebGateway", "BrokerSimulator", "BrokerContract", "NATSClient", "HomeStore", "Sealing",
                "QueueCore", "BrokerModel", "BrokerEngine", "BrokerReplica",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),

        // What everything that measures a pool from outside needs: a pool of its own, its processes, what is heard of it.
        .target(
            name: "PoolKit", dependencies: ["BrokerContract"], path: "Benchmarks/PoolKit", swiftSettings: settings),
        // Loads a pool from outside, and checks what it says; Figures measures beside the floor, for which it needs the store.
        .executableTarget(
            name: "LoadHarness",
            dependencies: [
                "BrokerContract", "NATSClient", "PoolKit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            path: "Benchmarks/LoadHarness", swiftSettings: settings),
        .executableTarget(
            name: "Figures",
            dependencies: [
                "BrokerContract", "NATSClient", "HomeStore", "PoolKit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/Figures", swiftSettings: settings),
        .executableTarget(
            name: "EngineLives",
            dependencies: [
                "QueueCore", "BrokerEngine", "BrokerModel",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/EngineLives", swiftSettings: settings),
        .executableTarget(
            name: "HomeGrowth",
            dependencies: [
                "QueueCore", "BrokerModel", "BrokerEngine", "BrokerReplica", "HomeStore", "Sealing", "SiteNode",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/HomeGrowth", swiftSettings: settings),
        .executableTarget(
            name: "HelpDesk",
            dependencies: [
                "QueueCore", "BrokerEngine", "BrokerModel", "BrokerContract", "NATSClient", "PoolKit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/HelpDesk", swiftSettings: settings),
        .executableTarget(
            name: "CorePeer", dependencies: ["CLinux", "QueueCore"], path: "Benchmarks/Peers/swift",
            swiftSettings: settings),
        .target(
            name: "MicroCases", dependencies: ["QueueCore"], path: "Benchmarks/Micro/Cases", swiftSettings: settings),
        .executableTarget(
            name: "MicroCount", dependencies: ["MicroCases", "QueueCore"], path: "Benchmarks/Micro/Count",
            swiftSettings: settings),

        // Tests: a folder a target, mirrored file by file; Support holds what they share.
        .target(name: "BrokerTestKit", dependencies: ["NATSClient"], path: "Tests/Support", swiftSettings: settings),
        .testTarget(name: "QueueCoreTests", dependencies: ["QueueCore"], swiftSettings: settings),
        .testTarget(name: "BrokerModelTests", dependencies: ["BrokerModel"], swiftSettings: settings),
        .testTarget(
            name: "BrokerEngineTests", dependencies: ["BrokerEngine", "BrokerModel", "QueueCore"],
            swiftSettings: settings),
        .testTarget(
            name: "BrokerReplicaTests",
            dependencies: ["BrokerReplica", "BrokerEngine", "BrokerModel", "BrokerSimulator", "QueueCore"],
            swiftSettings: settings),
        .testTarget(
            name: "BrokerSimulatorTests",
            dependencies: ["BrokerSimulator", "BrokerReplica", "BrokerEngine", "BrokerModel"],
            swiftSettings: settings),
        .testTarget(
            name: "BrokerContractTests", dependencies: ["BrokerContract", "BrokerModel"], swiftSettings: settings),
        .testTarget(name: "NATSClientTests", dependencies: ["NATSClient", "BrokerTestKit"], swiftSettings: settings),
        .testTarget(name: "HomeStoreTests", dependencies: ["HomeStore"], swiftSettings: settings),
        .testTarget(name: "SealingTests", dependencies: ["Sealing"], swiftSettings: settings),
        .testTarget(name: "WebGatewayTests", dependencies: ["WebGateway"], swiftSettings: settings),
        .testTarget(
            name: "ClusterTests",
            dependencies: ["BrokerContract", "NATSClient", "BrokerTestKit"],
            swiftSettings: settings),
        .testTarget(
            name: "LoadHarnessTests", dependencies: ["LoadHarness", "PoolKit", "BrokerContract"],
            swiftSettings: settings),
        .testTarget(
            name: "HelpDeskTests",
            dependencies: ["HelpDesk", "PoolKit", "BrokerEngine", "BrokerModel", "BrokerContract", "QueueCore"],
            swiftSettings: settings),
        .testTarget(name: "TidyTests", swiftSettings: settings),
        .executableTarget(
            name: "PlantedBugs",
            dependencies: ["BrokerSimulator", "QueueCore", "BrokerModel", "BrokerEngine", "BrokerReplica"],
            path: "Tests/PlantedBugs",
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
