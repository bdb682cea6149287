// SPDX-License-Identifier: Apache-2.0

/// One header of a message.
///
/// Names are case-sensitive.
public struct NATSHeader: Sendable, Hashable {
    /// The name: printable ASCII without colon or space.
    public var name: String

    /// The value: anything without CR, LF and NUL.
    public var value: String

    /// A header of a message.
    ///
    /// - Parameters:
    ///   - name: Printable ASCII without colon or space.
    ///   - value: Anything without CR, LF and NUL.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether the header can be sent as it is: nothing in it can be read as the end of a line.
    var isValid: Bool {
        !name.isEmpty && name.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: ":") }
            && value.utf8.allSatisfy { $0 != 0 && $0 != 10 && $0 != 13 }
    }
}
