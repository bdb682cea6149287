// SPDX-License-Identifier: Apache-2.0

/// How an error names a field: a path with dots, of bounded length whatever a client sent.
enum FieldPath {
    private static let length = 128

    /// The path of a decoder's keys and one more.
    static func text(_ path: [any CodingKey], _ last: (any CodingKey)? = nil) -> String? {
        let keys = last.map { path + [$0] } ?? path
        guard !keys.isEmpty else { return nil }
        return clipped(keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: "."))
    }

    /// A path cut to what an error may bear.
    static func clipped(_ path: String) -> String { path.count <= length ? path : path.prefix(length) + "…" }
}
