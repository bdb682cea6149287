// SPDX-License-Identifier: Apache-2.0

/// The terminal as a screen that is drawn over and over: a few sequences every terminal knows.
enum Screen {
    /// A line of the picture.
    struct Line {
        /// The text, without sequences.
        var text: String
        /// Whether it stands out.
        var isBold = false
        /// Whether it is a warning.
        var isWarning = false

        /// A plain line.
        init(_ text: String = "", isBold: Bool = false, isWarning: Bool = false) {
            self.text = text
            self.isBold = isBold
            self.isWarning = isWarning
        }
    }

    private static let escape = "\u{1B}["

    /// Begins: an empty screen without cursor.
    static let open = escape + "?25l" + escape + "2J"

    /// Ends: the last picture stays, the cursor is below it.
    static let close = escape + "?25h"

    /// A picture in the place of the one before, without flicker.
    ///
    /// - Parameters:
    ///   - lines: The picture; what does not fit is cut off.
    ///   - rows: Height of the terminal.
    ///   - columns: Width of the terminal.
    static func frame(_ lines: [Line], rows: Int, columns: Int) -> String {
        let drawn = lines.prefix(max(1, rows - 1)).map { line in
            let style = line.isWarning ? escape + "1;31m" : line.isBold ? escape + "1m" : ""
            let text = String(line.text.prefix(columns))
            return style + text + (style.isEmpty ? "" : escape + "0m") + escape + "K"
        }
        return escape + "H" + drawn.joined(separator: "\r\n") + "\r\n" + escape + "J"
    }
}
