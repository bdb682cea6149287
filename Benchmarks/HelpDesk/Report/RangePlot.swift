// SPDX-License-Identifier: Apache-2.0

/// Rows of marks on one scale from 0 to 100 %, each row with a bar from its least to its largest, as SVG.
struct RangePlot {
    /// A row.
    struct Row {
        /// What it is.
        let name: String
        /// Its marks: per cent, and the colour of each.
        let marks: [(pct: Double, colour: String)]
    }

    /// What is drawn.
    let title: String
    /// The rows, from above.
    let rows: [Row]
    /// Where a line goes down through all rows, per cent, and what it says.
    let reference: (pct: Double, name: String)

    private static let width = 720.0
    private static let names = 360.0
    private static let step = 24.0
    private static let top = 46.0

    /// The picture.
    var svg: String {
        let height = Self.top + Self.step * Double(rows.count) + 24
        var parts = [
            "<svg viewBox=\"0 0 \(Int(Self.width)) \(Int(height))\" role=\"img\" aria-label=\"\(title)\">",
            SVG.text(title, x: 0, y: 16, weight: "bold"),
            SVG.line(from: (x(reference.pct), Self.top - 8), to: (x(reference.pct), height - 22), colour: "#c00"),
            SVG.text(reference.name, x: x(reference.pct), y: Self.top - 12, anchor: "middle"),
        ]
        for pct in stride(from: 0.0, through: 100, by: 20) {
            parts.append(SVG.line(from: (x(pct), Self.top - 8), to: (x(pct), height - 22), colour: "#ddd"))
            parts.append(SVG.text("\(Int(pct)) %", x: x(pct), y: height - 8, anchor: "middle"))
        }
        for (index, row) in rows.enumerated() {
            let y = Self.top + Self.step * (Double(index) + 0.3)
            let values = row.marks.map(\.pct)
            parts.append(SVG.text(row.name, x: Self.names - 14, y: y + 4, anchor: "end"))
            if let least = values.min(), let most = values.max() {
                parts.append(SVG.line(from: (x(least), y), to: (x(most), y), colour: "#999", width: 3))
            }
            for mark in row.marks { parts.append(SVG.dot(x: x(mark.pct), y: y, colour: mark.colour)) }
        }
        return parts.joined(separator: "\n") + "\n</svg>"
    }

    private func x(_ pct: Double) -> Double { Self.names + pct / 100 * (Self.width - Self.names - 20) }
}
