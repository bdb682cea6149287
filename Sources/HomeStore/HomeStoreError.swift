// SPDX-License-Identifier: Apache-2.0
internal import GRDB
internal import Glibc

/// Why the store could not do what it was asked; the message says what an operator can do about it.
public struct HomeStoreError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of failure; more kinds may come, so a `switch` needs a `default`.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Kind: String, Sendable {
            case inUse, corrupt, full, io, missing, newer, closed
        }

        private let kind: Kind

        /// Another process (or another `Store` of this one) has the directory open.
        public static let inUse = Code(kind: .inUse)
        /// The file is damaged or is not a store; nothing in it may be trusted.
        public static let corrupt = Code(kind: .corrupt)
        /// The disk has no room.
        ///
        /// Nothing of the failed commit was kept; it may be tried again when there is room.
        public static let full = Code(kind: .full)
        /// The operating system refused or failed.
        ///
        /// A commit that failed so may or may not be there after reopening.
        public static let io = Code(kind: .io)
        /// There is no store in the directory and the caller did not ask to make one.
        public static let missing = Code(kind: .missing)
        /// A newer version of Centralino wrote the store.
        public static let newer = Code(kind: .newer)
        /// The store was closed before.
        public static let closed = Code(kind: .closed)

        /// The kind as one word, for logs.
        public var description: String { kind.rawValue }
    }

    /// The kind of failure.
    public let code: Code
    /// SQLite's extended result code, or the negated `errno` of a failed system call, or 0 where neither applies.
    public let raw: Int32
    /// What the store was doing: `open`, `load`, `get`, `commit`, `close`.
    public let operation: String
    /// What happened and what to do, in one sentence or two.
    public let message: String

    /// Everything in one line.
    public var description: String { "\(operation): \(message) [\(code), \(raw)]" }

    /// Makes an error; `raw` as in the property of that name.
    init(_ code: Code, raw: Int32 = 0, operation: String, message: String) {
        self.code = code
        self.raw = raw
        self.operation = operation
        self.message = message
    }

    /// Says what a failed system call means; `errno` is the value right after the call.
    static func system(_ errno: Int32, operation: String, what: String) -> HomeStoreError {
        let text = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
        return HomeStoreError(
            errno == ENOSPC ? .full : .io, raw: -errno, operation: operation,
            message: "\(what): \(text). Check that the directory exists and that this user may write to it.")
    }

    /// Says what an error from the database layer means for the store in `directory`.
    static func wrapping(_ error: any Error, operation: String, directory: String) -> HomeStoreError {
        if let error = error as? HomeStoreError { return error }
        guard let error = error as? DatabaseError else {
            return HomeStoreError(.io, operation: operation, message: "\(directory): \(error)")
        }
        let raw = error.extendedResultCode.rawValue
        let cause = error.message ?? "no further detail"
        switch error.resultCode {
        case .SQLITE_FULL:
            return HomeStoreError(
                .full, raw: raw, operation: operation,
                message: "The disk that holds \(directory) is full; nothing of this commit was kept. "
                    + "Free space there, then resume.")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return .corrupt(directory, raw: raw, operation: operation, cause: cause)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return HomeStoreError(
                .inUse, raw: raw, operation: operation,
                message: "Another program (a sqlite3 shell?) has the database in \(directory) open. "
                    + "End it, then retry.")
        case .SQLITE_MISUSE:
            return HomeStoreError(
                .closed, raw: raw, operation: operation, message: "The store in \(directory) was closed: \(cause).")
        default:
            return HomeStoreError(
                .io, raw: raw, operation: operation,
                message: "The disk under \(directory) failed: \(cause). Look at the system's log and the disk before "
                    + "starting the node again.")
        }
    }

    /// The error for a store nobody may trust.
    static func corrupt(
        _ directory: String, raw: Int32 = 0, operation: String, cause: String
    ) -> HomeStoreError {
        HomeStoreError(
            .corrupt, raw: raw, operation: operation,
            message: "The store in \(directory) is damaged (\(cause)). Keep the files for inspection, move them away, "
                + "and let an heir take over or start this home anew; do not put an older copy in their place.")
    }
}
