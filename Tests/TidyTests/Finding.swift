// SPDX-License-Identifier: Apache-2.0

/// Where a file breaks a rule.
struct Finding: Sendable {
    let path: String
    let line: Int
    let what: String
}
