// SPDX-License-Identifier: Apache-2.0

/// Cells of contacts that have ended, in the little room that a home has them in: each is put together for who looks at
/// it.
public struct EndedContacts: RandomAccessCollection, Sendable {
    private let cells: [PackedCell]

    init(_ cells: [PackedCell]) { self.cells = cells }

    /// The first place: 0.
    public var startIndex: Int { 0 }

    /// How many there are.
    public var endIndex: Int { cells.count }

    /// A cell. Complexity: O(its bytes).
    public subscript(place: Int) -> ContactCell { cells[place].cell }
}
