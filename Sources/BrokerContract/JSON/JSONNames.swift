// SPDX-License-Identifier: Apache-2.0

/// The names of one object seen so far: finds the one that stands twice.
///
/// A few are compared one by one; many go into a set, so that an object of many names costs no square.
struct JSONNames {
    private var few: [(range: Range<Int>, unescaped: [UInt8]?)] = []
    private var many: Set<[UInt8]> = []

    /// Takes a name: where it stands, and its bytes unescaped when it has escapes.
    ///
    /// False when it stood before.
    mutating func insert(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ unescaped: [UInt8]?) -> Bool {
        if !many.isEmpty { return many.insert(unescaped ?? Array(bytes[range])).inserted }
        for other in few where Self.areEqual(bytes, other, (range, unescaped)) { return false }
        few.append((range, unescaped))
        if few.count > 32 { many = Set(few.map { $0.unescaped ?? Array(bytes[$0.range]) }) }
        return true
    }

    private static func areEqual(
        _ bytes: UnsafeRawBufferPointer, _ left: (range: Range<Int>, unescaped: [UInt8]?),
        _ right: (range: Range<Int>, unescaped: [UInt8]?)
    ) -> Bool {
        if left.unescaped == nil, right.unescaped == nil {
            return left.range.count == right.range.count && bytes[left.range].elementsEqual(bytes[right.range])
        }
        return (left.unescaped ?? Array(bytes[left.range])) == (right.unescaped ?? Array(bytes[right.range]))
    }
}
