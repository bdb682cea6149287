// SPDX-License-Identifier: Apache-2.0

/// A failure of the test surroundings, or a wait that was in vain.
public struct TestKitError: Error, CustomStringConvertible {
    /// What failed.
    public let description: String

    /// A failure.
    ///
    /// - Parameter description: What failed.
    public init(_ description: String) { self.description = description }
}
