// SPDX-License-Identifier: Apache-2.0

/// A member of a document's outermost object, as the scan found it.
struct JSONMember: Sendable {
    /// The name, unescaped.
    let name: String
    /// Where the value stands in the document.
    let value: Range<Int>
    /// What the value is.
    let kind: JSONKind
    /// Whether in it there is a number that is no 64-bit integer: a fraction, an exponent, or too many digits.
    let hasOtherNumbers: Bool
    /// Members of the value, when it is an object.
    let count: Int
}
