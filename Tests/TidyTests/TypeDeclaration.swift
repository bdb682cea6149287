// SPDX-License-Identifier: Apache-2.0

/// A type, or an extension of one, as a file declares it.
struct TypeDeclaration: Sendable {
    let keyword: String
    let name: String
    let modifiers: Set<String>
    let line: Int
    let lastLine: Int
    /// 0 for what stands in no other declaration.
    let depth: Int

    var isPrivate: Bool {
        modifiers.contains("private") || modifiers.contains("fileprivate")
    }
}
