// SPDX-License-Identifier: Apache-2.0

/// Every error of a configuration: at least one.
public struct ConfigurationIssues: Error, Hashable, Sendable {
    /// The errors, in the order of the text.
    public let all: [ConfigurationIssue]

    init(_ all: [ConfigurationIssue]) {
        precondition(!all.isEmpty, "a refusal needs a reason")
        self.all = all
    }

    /// The refusal of `config.apply`: every error in `issues`, the first ones in the message too.
    public var contractError: ContractError {
        let first = all.prefix(8).map(\.description).joined(separator: "; ")
        let more = all.count > 8 ? "; and \(all.count - 8) more" : ""
        // A reply has at most 64 KiB, which a thousand long paths would pass.
        return ContractError(
            code: .badRequest, message: first + more, field: all.first.flatMap { $0.path.isEmpty ? "config" : $0.path },
            issues: Array(all.prefix(200)))
    }
}
