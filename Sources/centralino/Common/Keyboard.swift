// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Lines that are typed.
enum Keyboard {
    /// Has a thread of its own read lines, until there are no more.
    ///
    /// - Parameter onLine: Called on that thread with each line, trimmed.
    static func onLine(_ onLine: @escaping @Sendable (String) -> Void) {
        let thread = Thread {
            while let line = readLine() { onLine(line.trimmingCharacters(in: .whitespaces)) }
        }
        thread.name = "keyboard"
        thread.start()
    }
}
