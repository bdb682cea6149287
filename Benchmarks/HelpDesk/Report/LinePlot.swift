// SPDX-License-Identifier: Apache-2.0

/// Lines over an axis, with shares from 0 to 100 % upwards, as SVG.
struct LinePlot {
    /// A line.
    struct Line {
        /// Its name in the legend.
        let name: String
        /// Its colour, as CSS has it.
        let colour: String
        /// Its points: along the axis, and per cent.
        let points: [(x: Double, pct: Double)]
    }

    /// What is drawn.
    let title: String
    /// From where to where the axis goes.
    let range: ClosedRange<Double>
    /// Where the axis is marked, and how.
    let marks: [(x: Double, text: String)]
    /// What it shows, below it.
    let axis: String
    /// The lines.
    let lines: [Line]

    private static let width = 340.0
    private static let height = 220.0
    private static let left = 38.0
    private static let right = 18.0
    private static let top = 28.0
    private static let bottom = 56.0

    /// The picture.
    var svg: String {
        var parts = [
            "<svg viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" role=\"img\" aria-label=\"\(title)\">",
            SVG.text(title, x: Self.left, y: 16, weight: "bold"),
        ]
        for pct in stride(from: 0.0, through: 100, by: 25) {
            parts.append(SVG.line(from: (Self.left, y(pct)), to: (Self.width - Self.right, y(pct)), colour: "#ddd"))
            parts.append(SVG.text("\(Int(pct)) %", x: Self.left - 4, y: y(pct) + 4, anchor: "end"))
        }
        for mark in marks {
            parts.append(SVG.text(mark.text, x: x(mark.x), y: Self.height - Self.bottom + 14, anchor: "middle"))
        }
        let middle = (Self.left + Self.width - Self.right) / 2
        parts.append(SVG.text(axis, x: middle, y: Self.height - Self.bottom + 28, anchor: "middle"))
        for line in lines { parts.append(SVG.path(line.points.map { (x($0.x), y($0.pct)) }, colour: line.colour)) }
        var legend = Self.left
        for line in lines {
            parts.append(
                SVG.line(from: (legend, Self.height - 9), to: (legend + 16, Self.height - 9), colour: line.colour))
            parts.append(SVG.text(line.name, x: legend + 20, y: Self.height - 5))
            legend += 34 + 6 * Double(line.name.count)
        }
        return parts.joined(separator: "\n") + "\n</svg>"
    }

    private func x(_ value: Double) -> Double {
        let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        return Self.left + share * (Self.width - Self.left - Self.right)
    }

    private func y(_ pct: Double) -> Double {
        Self.top + (1 - pct / 100) * (Self.height - Self.top - Self.bottom)
    }
}
