// SPDX-License-Identifier: Apache-2.0

/// A function with a body.
struct FunctionDeclaration: Sendable {
    let name: String
    let line: Int
    let lastLine: Int
}
