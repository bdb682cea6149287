// SPDX-License-Identifier: Apache-2.0

/// The few elements that the plots are made of. Coordinates are in the picture's own units, to a tenth.
enum SVG {
    static func line(
        from start: (Double, Double), to end: (Double, Double), colour: String, width: Double = 1
    ) -> String {
        "<line x1=\"\(number(start.0))\" y1=\"\(number(start.1))\" x2=\"\(number(end.0))\" y2=\"\(number(end.1))\" "
            + "stroke=\"\(colour)\" stroke-width=\"\(number(width))\"/>"
    }

    static func path(_ points: [(Double, Double)], colour: String) -> String {
        let places = points.map { "\(number($0.0)),\(number($0.1))" }.joined(separator: " ")
        return "<polyline points=\"\(places)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\"/>"
    }

    static func dot(x: Double, y: Double, colour: String) -> String {
        "<circle cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"5\" fill=\"\(colour)\"/>"
    }

    static func text(
        _ text: String, x: Double, y: Double, anchor: String = "start", weight: String = "normal"
    ) -> String {
        "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\" font-weight=\"\(weight)\">"
            + escaped(text) + "</text>"
    }

    /// A text as HTML and SVG can hold it.
    static func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            default: escaped.append(character)
            }
        }
    }

    private static func number(_ value: Double) -> String { Console.number(value, 1) }
}
