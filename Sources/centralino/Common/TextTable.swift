// SPDX-License-Identifier: Apache-2.0

/// A table for a terminal: columns as wide as they need, numbers to the right.
struct TextTable {
    /// A column.
    struct Column {
        /// What stands above it.
        let title: String
        /// Whether its values are numbers.
        let isNumber: Bool

        /// A column of text.
        static func text(_ title: String) -> Column { Column(title: title, isNumber: false) }

        /// A column of numbers.
        static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    /// An empty table.
    init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row: a value for each column.
    mutating func add(_ row: [String]) {
        precondition(row.count == columns.count, "a row of \(row.count) values for \(columns.count) columns")
        rows.append(row)
    }

    /// The lines, the titles first.
    var lines: [String] {
        let all = [columns.map(\.title)] + rows
        let widths = columns.indices.map { index in all.map { $0[index].count }.max() ?? 0 }
        return all.map { row in
            let cells = row.enumerated().map { index, value in
                let space = String(repeating: " ", count: widths[index] - value.count)
                return columns[index].isNumber ? space + value : value + space
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
