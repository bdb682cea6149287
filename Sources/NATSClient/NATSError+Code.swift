// SPDX-License-Identifier: Apache-2.0

extension NATSError {
    /// A kind of error.
    ///
    /// Open: later versions may add kinds, so a `switch` needs a default.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the kind.
        public let description: String

        private init(_ name: String) { description = name }

        /// No answer in time.
        ///
        /// The other side may have acted all the same.
        public static let timeout = Code("timeout")
        /// Nobody listens on the subject.
        public static let noResponders = Code("noResponders")
        /// There is no connection now.
        ///
        /// When a publish fails with this, nothing will be sent later.
        public static let disconnected = Code("disconnected")
        /// The connection has been closed for good.
        public static let closed = Code("closed")
        /// No server could be reached.
        public static let noServers = Code("noServers")
        /// User, password, NKey or permission refused.
        public static let authorization = Code("authorization")
        /// No trust between client and server, or a certificate file that cannot be used.
        public static let tls = Code("tls")
        /// A subject, queue group or header that cannot be sent.
        public static let badSubject = Code("badSubject")
        /// The payload is larger than server or stream allow.
        public static let maxPayload = Code("maxPayload")
        /// A subscription lost messages, because they were not taken in time.
        public static let slowConsumer = Code("slowConsumer")
        /// An answer that cannot be understood.
        public static let protocolViolation = Code("protocolViolation")
        /// A wrong argument or option, such as a seed file that is none.
        public static let badArgument = Code("badArgument")
        /// A stream, message, consumer, bucket or key that is not there.
        public static let notFound = Code("notFound")
        /// The name is taken, with another configuration.
        public static let alreadyExists = Code("alreadyExists")
        /// The stream's (or the subject's) last sequence is not the expected one.
        public static let wrongLastSequence = Code("wrongLastSequence")
        /// JetStream has no leader, no quorum or no peers just now.
        public static let unavailable = Code("unavailable")
        /// JetStream has no space, memory or streams left.
        public static let insufficientResources = Code("insufficientResources")
        /// Any other error of JetStream; see `jetStreamCode`.
        public static let jetStream = Code("jetStream")
        /// Any other error of the client library; see `rawStatus`.
        public static let library = Code("library")
    }
}
