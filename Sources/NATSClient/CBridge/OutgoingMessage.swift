// SPDX-License-Identifier: Apache-2.0
internal import CNats

/// A `natsMsg *` with headers, to be sent.
///
/// The payload is copied.
final class OutgoingMessage {
    /// The library's message, owned.
    let pointer: OpaquePointer

    deinit { natsMsg_Destroy(pointer) }

    init(_ subject: String, _ payload: [UInt8], replyTo: String?, headers: [NATSHeader]) throws(NATSError) {
        guard Subject.isValidToPublish(subject), replyTo.map(Subject.isValidToPublish) ?? true else {
            throw NATSConnection.badSubject("publish")
        }
        guard headers.allSatisfy(\.isValid) else {
            throw NATSError(.badSubject, operation: "publish", message: "not a header")
        }
        guard let length = Int32(exactly: payload.count) else { throw NATSError(.maxPayload, operation: "publish") }
        var created: OpaquePointer?
        let status = payload.withUnsafeBytes { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            return natsMsg_Create(&created, subject, replyTo, start, length)
        }
        try NATSError.check(status, "publish")
        guard let created else { throw NATSError(.library, operation: "publish") }
        pointer = created
        for header in headers {
            try NATSError.check(natsMsgHeader_Add(pointer, header.name, header.value), "publish")
        }
    }
}
