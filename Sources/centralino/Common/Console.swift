// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The terminal, or whatever stands in its place.
enum Console {
    /// Whether somebody watches standard output.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether somebody types.
    static var hasKeyboard: Bool { isatty(STDIN_FILENO) == 1 }

    /// Rows and columns of the terminal; 24 and 80 where nobody knows.
    static var size: (rows: Int, columns: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (24, 80)
        }
        return (Int(size.ws_row), Int(size.ws_col))
    }

    /// Writes a line to standard output.
    static func say(_ line: String) { write(line + "\n") }

    /// Writes a line to standard output, with the time before it.
    static func report(_ line: String) { say("\(clock)  \(line)") }

    /// Writes a line to standard error.
    static func note(_ line: String) { send(line + "\n", to: STDERR_FILENO) }

    /// Whether somebody watches standard error.
    static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes over the last line of standard error.
    static func progress(_ text: String) { send("\r\u{1B}[K\(text)\r", to: STDERR_FILENO) }

    /// Writes to standard output; when nobody reads it any more, the program has nothing left to do and ends.
    static func write(_ text: String) {
        if !send(text, to: STDOUT_FILENO) { exit(0) }
    }

    /// The local time, to the millisecond.
    static var clock: String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var parts = tm()
        localtime_r(&now.tv_sec, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let milliseconds = String(1_000 + now.tv_nsec / 1_000_000).dropFirst()
        return "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)).\(milliseconds)"
    }

    /// Whether all was written; an interrupted call goes on.
    @discardableResult
    private static func send(_ text: String, to descriptor: Int32) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if errno == EAGAIN {
                usleep(1_000)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
