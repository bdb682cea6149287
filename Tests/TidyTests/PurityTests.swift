// SPDX-License-Identifier: Apache-2.0
import Testing

@Suite("What pure code may not do")
struct PurityTests {
    @Test("No clock, randomness, output or concurrency in pure targets")
    func words() {
        let banned: [[String]] = [
            ["ContinuousClock"], ["SuspendingClock"], ["Date", "("], ["Date", "."], ["UUID", "("],
            [".", "random", "("],
            [".", "randomElement", "("], [".", "shuffled", "("], [".", "shuffle", "("], ["SystemRandomNumberGenerator"],
            ["print", "("], ["debugPrint", "("], ["Task", "{"], ["Task", "."], ["Task", "("], ["await"],
            ["ProcessInfo"], ["FileManager"],
        ]
        Rule(
            "pure words", remedy: "Take time, chance and input as arguments; give output back as events or actions",
            covers: Covered.targets(Arrows.pure.keys.sorted()),
            caught: [
                SourceFile(path: "Sources/BrokerEngine/A.swift", text: "let now = ContinuousClock().now"),
                SourceFile(path: "Sources/BrokerModel/A.swift", text: "let at = Date()"),
                SourceFile(path: "Sources/BrokerReplica/A.swift", text: "let text = \"at \\(UUID())\""),
                SourceFile(path: "Sources/BrokerEngine/A.swift", text: "let pick = Int.random(in: 0..<2)"),
                SourceFile(path: "Sources/QueueCore/A.swift", text: "Task { work() }"),
                SourceFile(path: "Sources/QueueCore/A.swift", text: "print(1)"),
                SourceFile(path: "Sources/BrokerReplica/A.swift", text: "let x = await f()"),
            ],
            free: [
                SourceFile(
                    path: "Sources/BrokerEngine/A.swift", text: "// await Date() and print(it)\nlet a = \"await\""),
                SourceFile(path: "Sources/SiteNode/A.swift", text: "let now = ContinuousClock().now"),
            ]
        ) { file in
            banned.flatMap { sequence in
                file.lines(of: sequence).map { (line: $0, what: "`\(sequence.joined())` in a pure target") }
            }
        }.enforce()
    }

    @Test("No lock in the model, the engine and the replica")
    func locks() {
        Rule(
            "no locks", remedy: "One thread runs this code: hand it messages instead",
            covers: Covered.targets(["BrokerModel", "BrokerEngine", "BrokerReplica"]),
            caught: [
                SourceFile(path: "Sources/BrokerEngine/A.swift", text: "let state = Mutex(0)"),
                SourceFile(path: "Sources/BrokerReplica/A.swift", text: "actor Holder {}"),
            ],
            free: [SourceFile(path: "Sources/BrokerEngine/A.swift", text: "let actor = role.actor")]
        ) { file in
            let locks = ["Mutex", "NSLock", "Atomic"].flatMap { file.lines(of: [$0]) }
            let actors = file.types.filter { $0.keyword == "actor" }.map(\.line)
            return (locks + actors).map { (line: $0, what: "a lock, an atomic or an actor") }
        }.enforce()
    }

    @Test("Nothing in the engine or the replica depends on the order of a Dictionary or Set")
    func dictionaries() {
        let engine = "Sources/BrokerEngine/A.swift"
        Rule(
            "no order of a Dictionary",
            remedy:
                "Its order differs from node to node. Sort the keys, keep an array beside it, or say above the line "
                + "`// ordered:` and why the order does not matter",
            covers: Covered.targets(["BrokerEngine", "BrokerReplica"]),
            caught: [
                SourceFile(path: engine, text: "for contact in contacts.values { f(contact) }"),
                SourceFile(path: engine, text: "for (id, agent) in agentsByID { f(id, agent) }"),
                SourceFile(path: engine, text: "var line: [ContactID: Int]\nfor (id, n) in line where n > 0 { f(id) }"),
                SourceFile(path: engine, text: "let open: Set<OfferID>\nfunc f() { open.forEach { g($0) } }"),
                SourceFile(path: engine, text: "let all = sites.keys.map { $0 }"),
                SourceFile(path: engine, text: "var held = [Int: Int]()\nlet first = held.first { $0.value > 1 }"),
            ],
            free: [
                SourceFile(path: engine, text: "for id in contacts.keys.sorted() { f(id) }"),
                SourceFile(path: engine, text: "var line: [ContactID: [Int]]\nfor n in line[id, default: []] { f(n) }"),
                SourceFile(path: engine, text: "var line: [ContactID: Int]\nfor n in 0..<line.count { f(n) }"),
                SourceFile(path: engine, text: "// ordered: only counted\nfor contact in contacts.values { n += 1 }"),
                SourceFile(path: engine, text: "let list: [Int]\nfor n in list { f(n) }"),
            ],
            all: DictionaryOrder.findings
        ).enforce()
    }
}
