// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Where the progress of a load is shown: one line written over and over on a terminal, else a line each five seconds.
struct ProgressLine {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var lines = 0

    /// Shows a line.
    mutating func show(_ text: String) {
        lines += 1
        if isTerminal {
            write("\r\u{1B}[K\(text)")
        } else if lines % 5 == 1 {
            write(text + "\n")
        }
    }

    /// Leaves the last line standing.
    mutating func end() {
        if isTerminal, lines > 0 { write("\n") }
        lines = 0
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
