// SPDX-License-Identifier: Apache-2.0

/// One `import`.
struct ImportLine: Sendable {
    let module: String
    let line: Int
}
