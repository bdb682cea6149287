// SPDX-License-Identifier: Apache-2.0

/// Why there is no pool: it could not be started, or ended before it was ready.
package struct PoolFailure: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
