// SPDX-License-Identifier: Apache-2.0

/// Bytes that are not what the codec wrote.
public enum WireError: Error, Equatable, Sendable {
    /// The bytes end too early.
    case truncated
    /// A value outside its range: which field.
    case invalid(String)
    /// Not made by who has the pool's key.
    case notAuthentic
    /// A version this build cannot read.
    case version(UInt8)
}
