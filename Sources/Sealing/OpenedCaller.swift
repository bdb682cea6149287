// SPDX-License-Identifier: Apache-2.0

/// What was sealed of a caller, for eyes that may see it.
///
/// Its description shows nothing of it.
public struct OpenedCaller: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The number as it was given.
    public let number: String
    /// The attributes as they were given: a JSON document's bytes.
    public let attributes: [UInt8]

    /// A fixed word, so that no log shows a number by mistake.
    public var description: String { "OpenedCaller(private)" }

    /// Nothing of the caller.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
