// SPDX-License-Identifier: Apache-2.0

/// What this program is.
enum Product {
    /// Its version, as SemVer.
    static let version = "0.1.0"
}
