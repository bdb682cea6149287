// SPDX-License-Identifier: Apache-2.0

/// Why something could not be sealed or opened.
///
/// It never tells the secret or the plain text.
public struct SealingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of failure; more kinds may come, so a `switch` needs a `default`.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Kind: String, Sendable {
            case refused, malformed, missing, exists, permissions, io, library
        }

        private let kind: Kind

        /// The bytes were changed, or key or associated bytes are not those they were sealed with.
        public static let refused = Code(kind: .refused)
        /// The bytes or the file do not have the form of what they should be.
        public static let malformed = Code(kind: .malformed)
        /// There is no such file.
        public static let missing = Code(kind: .missing)
        /// The file is there already and is not overwritten.
        public static let exists = Code(kind: .exists)
        /// Others than the owner may read the file.
        public static let permissions = Code(kind: .permissions)
        /// The operating system refused or failed.
        public static let io = Code(kind: .io)
        /// libcrypto failed; it has no memory or lacks an algorithm.
        public static let library = Code(kind: .library)

        /// The kind as one word, for logs.
        public var description: String { kind.rawValue }
    }

    /// The kind of failure.
    public let code: Code
    /// What happened and what to do.
    public let message: String

    /// Everything in one line.
    public var description: String { "\(message) [\(code)]" }

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
