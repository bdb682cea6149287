// SPDX-License-Identifier: Apache-2.0

/// A scanned request, from which members are taken over as the text they are.
public struct JSONScannedText {
    let scan: JSONScan
    let bytes: UnsafeRawBufferPointer

    /// The text of a member that is an object; nil when it is absent or null.
    /// - Throws: `bad_request` when it is something else, has more members or more bytes than it may.
    func object(_ name: String, maxMembers: Int, maxBytes: Int) throws(ContractError) -> JSONObject? {
        guard let member = scan[name], member.kind != .null else { return nil }
        guard member.kind == .object else { throw .badRequest("must be an object", field: name) }
        guard member.count <= maxMembers else { throw .badRequest("has more than \(maxMembers) members", field: name) }
        guard member.value.count <= maxBytes else { throw .badRequest("larger than \(maxBytes) bytes", field: name) }
        return JSONObject(trusted: String(decoding: bytes[member.value], as: UTF8.self))
    }
}
