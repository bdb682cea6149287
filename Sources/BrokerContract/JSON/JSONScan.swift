// SPDX-License-Identifier: Apache-2.0

/// One linear pass over a document before it is decoded: grammar (RFC 8259), UTF-8, nesting, repeated names.
///
/// Foundation's decoder reads lazily and leniently: measured on 6.3.1, it accepts wrong UTF-8, numbers such as `01` and
/// unknown escapes in members it does not visit, a comma before `}`, repeated names (first wins), a byte-order
/// mark, and has no limit that is ours. What passes this scan is JSON in every part, so its text may be passed on.
struct JSONScan {
    /// The members of the outermost object, in their order.
    let members: [JSONMember]

    /// Scans a document that must be an object.
    /// - Throws: `bad_request` when it is not JSON, not an object, nested too deep, or repeats a name.
    ///
    /// Bounds on numbers are for what comes in: what our own encoder wrote out of such a number may be longer.
    init(_ bytes: UnsafeRawBufferPointer, boundsNumbers: Bool = true) throws(ContractError) {
        guard Self.isUTF8(bytes) else { throw .badRequest("not UTF-8") }
        var scanner = JSONScanner(bytes, boundsNumbers: boundsNumbers)
        members = try scanner.scanDocument()
    }

    /// The member of a name.
    subscript(name: String) -> JSONMember? { members.first { $0.name == name } }

    private static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
        // Most documents are ASCII: one look at each byte is then enough.
        if bytes.allSatisfy({ $0 < 0x80 }) { return true }
        return String(validating: bytes, as: UTF8.self) != nil
    }
}
