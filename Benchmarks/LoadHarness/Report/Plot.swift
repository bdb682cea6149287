// SPDX-License-Identifier: Apache-2.0

/// A plot as SVG: lines over one axis, with a grid, numbers and a legend. Nothing in it comes from elsewhere.
struct Plot {
    /// A line and what it is called.
    struct Line {
        let name: String
        let points: [(x: Double, y: Double)]
    }

    /// Where values lie on an axis.
    enum Scale {
        /// From zero, evenly.
        case linear
        /// By powers of ten.
        case logarithmic
    }

    static let width = 760.0
    static let height = 260.0
    private static let left = 70.0
    private static let right = 15.0
    private static let top = 15.0
    private static let bottom = 45.0
    private static let colours = ["#0b6e99", "#c1440e", "#4b7f1f", "#6940a5", "#8a6d00"]

    let title: String
    let xName: String
    let yName: String
    let lines: [Line]
    var yScale = Scale.linear
    /// Places on the x axis that bear a name, for axes that are not plain numbers.
    var xMarks: [(x: Double, name: String)]?

    /// The plot, or a sentence when there is nothing to plot.
    var svg: String {
        let points = lines.flatMap(\.points).filter { isShown($0.y) }
        guard let xMax = points.map(\.x).max(), xMax > 0 else {
            return "<figure><figcaption>\(title.escaped)</figcaption><p>Nothing to plot.</p></figure>"
        }
        let ticks = yTicks(points.map(\.y))
        let grid = ticks.map { tick in
            let y = place(y: tick, ticks)
            return "<line class=\"grid\" x1=\"\(Self.left)\" x2=\"\(Self.width - Self.right)\" y1=\"\(y.text(1))\" "
                + "y2=\"\(y.text(1))\"/><text class=\"y\" x=\"\(Self.left - 6)\" y=\"\((y + 4).text(1))\">"
                + "\(Self.label(tick))</text>"
        }
        let marks = xTicks(xMax).map { mark in
            "<text class=\"x\" x=\"\(place(x: mark.x, xMax).text(1))\" y=\"\(Self.height - Self.bottom + 18)\">"
                + "\(mark.name.escaped)</text>"
        }
        let curves = lines.enumerated().map { index, line in curve(line, index, xMax, ticks) }
        let middle = Self.left + (Self.width - Self.left - Self.right) / 2
        let names =
            "<text class=\"x\" x=\"\(middle)\" y=\"\(Self.height - 6)\">\(xName.escaped)</text>"
            + "<text class=\"x\" transform=\"translate(14 \(Self.height / 2 - 15)) rotate(-90)\">"
            + "\(yName.escaped)</text>"
        return "<figure><figcaption>\(title.escaped) \(legend)</figcaption><svg viewBox=\"0 0 \(Self.width) "
            + "\(Self.height)\" role=\"img\" aria-label=\"\(title.escaped)\">" + (grid + marks + curves).joined()
            + names
            + "</svg></figure>"
    }

    private var legend: String {
        lines.enumerated().map { index, line in
            "<span style=\"color:\(Self.colours[index % Self.colours.count])\">■ \(line.name.escaped)</span>"
        }.joined(separator: " ")
    }

    private func curve(_ line: Line, _ index: Int, _ xMax: Double, _ ticks: [Double]) -> String {
        let points = line.points.filter { isShown($0.y) }.map { point in
            "\(place(x: point.x, xMax).text(1)),\(place(y: point.y, ticks).text(1))"
        }
        return "<polyline style=\"stroke:\(Self.colours[index % Self.colours.count])\" points=\""
            + points.joined(separator: " ") + "\"/>"
    }

    /// Zero has no place on a logarithmic axis, and there it means that nothing was timed.
    private func isShown(_ y: Double) -> Bool { y.isFinite && (yScale == .linear || y > 0) }

    private func place(x: Double, _ xMax: Double) -> Double {
        Self.left + x / xMax * (Self.width - Self.left - Self.right)
    }

    private func place(y: Double, _ ticks: [Double]) -> Double {
        let low = scaled(ticks.first ?? 0)
        let high = scaled(ticks.last ?? 1)
        let share = high > low ? (scaled(y) - low) / (high - low) : 0
        return Self.height - Self.bottom - share * (Self.height - Self.top - Self.bottom)
    }

    private func scaled(_ y: Double) -> Double { yScale == .linear ? y : y.logarithm }

    private func yTicks(_ values: [Double]) -> [Double] {
        let most = values.max() ?? 1
        guard yScale == .logarithmic else {
            // Where nothing is above zero, zero is at the bottom.
            let top = most > 0 ? most : 1
            let step = Self.step(top / 5)
            return (0...Int((top / step).rounded(.up))).map { Double($0) * step }
        }
        var tick = 1e-3
        while tick * 10 <= values.min() ?? 1 { tick *= 10 }
        var ticks = [tick]
        while tick < most, ticks.count < 12 {
            tick *= 10
            ticks.append(tick)
        }
        return ticks
    }

    private func xTicks(_ xMax: Double) -> [(x: Double, name: String)] {
        if let xMarks { return xMarks.filter { $0.x <= xMax } }
        let step = Self.step(xMax / 8)
        return (0...Int(xMax / step)).map { (Double($0) * step, Self.label(Double($0) * step)) }
    }

    /// The next of 1, 2, 5, 10, 20, 50… that is not below.
    static func step(_ least: Double) -> Double {
        var power = 1e-9
        while power * 10 <= least { power *= 10 }
        return [1, 2, 5, 10].map { $0 * power }.first { $0 >= least * 0.999_999 } ?? 10 * power
    }

    private static func label(_ value: Double) -> String {
        value >= 1 || value == 0 ? value.rounded() == value ? value.text(0) : value.text(1) : value.text(3)
    }
}
