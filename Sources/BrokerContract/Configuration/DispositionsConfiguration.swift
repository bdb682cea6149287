// SPDX-License-Identifier: Apache-2.0

/// What a topic wants to hear of how its conversations came out.
public struct DispositionsConfiguration: Codable, Hashable, Sendable {
    /// Whether an agent must say it to end the wrap-up.
    public var required: Bool
    /// The dispositions there are, each 1–256 bytes, at most 64; none for any text.
    public var known: [String]

    /// Puts a document together.
    public init(required: Bool = false, known: [String] = []) {
        self.required = required
        self.known = known
    }
}
