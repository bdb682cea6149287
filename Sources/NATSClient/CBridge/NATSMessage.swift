// SPDX-License-Identifier: Apache-2.0
internal import CNats
import Glibc

/// A received message.
///
/// Destroyed with its last use.
///
/// - Complexity: Everything copies on access; nothing is parsed before it is asked for.
public struct NATSMessage: ~Copyable {
    /// The `natsMsg *`, owned.
    private let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit {
        natsMsg_Destroy(pointer)
        MessageCount.add(-1)
    }

    /// The subject it was sent to.
    public var subject: String { String(cString: natsMsg_GetSubject(pointer)) }

    /// The subject answers are expected on, or nil.
    public var replyTo: String? { natsMsg_GetReply(pointer).map { String(cString: $0) } }

    /// The number of payload bytes.
    public var count: Int { Int(natsMsg_GetDataLength(pointer)) }

    /// A copy of the payload.
    public var bytes: [UInt8] { withBytes { [UInt8]($0) } }

    /// Calls the body with the payload, without copying it.
    ///
    /// The buffer must not escape.
    ///
    /// - Parameter body: What to do with the payload.
    /// - Returns: What the body returned.
    public func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: natsMsg_GetData(pointer), count: count))
    }

    /// The first value of a header, or nil.
    ///
    /// Names are case-sensitive.
    ///
    /// - Parameter name: The header's name.
    public func header(_ name: String) -> String? {
        var value: UnsafePointer<CChar>?
        guard natsMsgHeader_Get(pointer, name, &value) == NATS_OK, let value else { return nil }
        return String(cString: value)
    }

    /// All headers, in no particular order.
    ///
    /// Empty for most messages, and then cheap.
    public var headers: [NATSHeader] {
        var names: UnsafeMutablePointer<UnsafePointer<CChar>?>?
        var count: Int32 = 0
        guard natsMsgHeader_Keys(pointer, &names, &count) == NATS_OK, let names else { return [] }
        defer { free(names) }
        var headers: [NATSHeader] = []
        for name in UnsafeBufferPointer(start: names, count: Int(count)) {
            guard let name else { continue }
            var values: UnsafeMutablePointer<UnsafePointer<CChar>?>?
            var valueCount: Int32 = 0
            guard natsMsgHeader_Values(pointer, name, &values, &valueCount) == NATS_OK, let values else { continue }
            defer { free(values) }
            for value in UnsafeBufferPointer(start: values, count: Int(valueCount)) {
                headers.append(NATSHeader(String(cString: name), value.map { String(cString: $0) } ?? ""))
            }
        }
        return headers
    }

    /// Whether this is the server's answer that nobody listens: an empty payload with status 503.
    public var isNoResponders: Bool { natsMsg_IsNoResponders(pointer) }

    /// The raw reply subject, for parsing without a copy.
    ///
    /// Nil when there is none.
    func withReply<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result? {
        natsMsg_GetReply(pointer).map(body)
    }
}
