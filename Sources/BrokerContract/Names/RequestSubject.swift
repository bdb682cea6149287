// SPDX-License-Identifier: Apache-2.0

/// A request's subject, taken apart.
public struct RequestSubject: Hashable, Sendable {
    /// The site it was sent to.
    public let site: String
    /// What it is about, as it was written.
    public let noun: String
    /// What it does, as it was written.
    public let verb: String

    /// The request it is; nil when this version has none of that name.
    public var operation: Operation? { Operation(noun: noun, verb: verb) }

    /// Puts a subject's parts together.
    public init(site: String, noun: String, verb: String) {
        self.site = site
        self.noun = noun
        self.verb = verb
    }
}
