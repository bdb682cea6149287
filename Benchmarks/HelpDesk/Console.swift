// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What is said to whoever runs it: results on the standard output, progress on the standard error.
enum Console {
    /// A line of the result.
    static func say(_ line: String) { print(line) }

    /// A line about how far it is.
    static func progress(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

    /// A number with so many digits after the point, at least so wide.
    static func number(_ value: Double, _ digits: Int, width: Int = 0) -> String {
        let text = String(format: "%.\(digits)f", value)
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
