// SPDX-License-Identifier: Apache-2.0
import Testing

/// A rule of the house, with examples of what it catches and what it lets through, so that it cannot come to check
/// nothing without a test that says so.
struct Rule: Sendable {
    let name: String
    /// What to do about a finding.
    let remedy: String
    /// Which files it is about, by path.
    let covers: @Sendable (String) -> Bool
    /// Looks at all covered files together.
    let find: @Sendable ([SourceFile]) -> [Finding]
    /// Each breaks the rule.
    let caught: [SourceFile]
    /// None breaks it.
    let free: [SourceFile]

    /// A rule that looks at one file at a time and yields lines and what is wrong there.
    init(
        _ name: String, remedy: String, covers: @escaping @Sendable (String) -> Bool, caught: [SourceFile],
        free: [SourceFile], each: @escaping @Sendable (SourceFile) -> [(line: Int, what: String)]
    ) {
        self.init(name, remedy: remedy, covers: covers, caught: caught, free: free) { files in
            files.flatMap { file in each(file).map { Finding(path: file.path, line: $0.line, what: $0.what) } }
        }
    }

    init(
        _ name: String, remedy: String, covers: @escaping @Sendable (String) -> Bool, caught: [SourceFile],
        free: [SourceFile], all: @escaping @Sendable ([SourceFile]) -> [Finding]
    ) {
        self.name = name
        self.remedy = remedy
        self.covers = covers
        self.caught = caught
        self.free = free
        find = all
    }

    /// Checks the rule by its examples, then the repository by the rule.
    func enforce(sourceLocation: SourceLocation = #_sourceLocation) {
        for example in caught {
            #expect(
                covers(example.path) && !find([example]).isEmpty,
                "\"\(name)\" does not catch \(example.path): \(example.lines)", sourceLocation: sourceLocation)
        }
        for example in free {
            let findings = covers(example.path) ? find([example]) : []
            #expect(
                findings.isEmpty, "\"\(name)\" catches what is right: \(example.lines)", sourceLocation: sourceLocation)
        }
        let files = SourceTree.current.files.filter { covers($0.path) }
        #expect(!files.isEmpty, "\"\(name)\" has no file to look at", sourceLocation: sourceLocation)
        let findings = find(files)
        for finding in findings.prefix(25) {
            Issue.record(
                "\(finding.path):\(finding.line): \(finding.what). \(remedy)", sourceLocation: sourceLocation)
        }
        if findings.count > 25 {
            Issue.record("\"\(name)\": \(findings.count - 25) more", sourceLocation: sourceLocation)
        }
    }
}
