// SPDX-License-Identifier: Apache-2.0

/// Texts and integers of a document's outermost object, for who hears very many documents and needs a few fields of
/// each: the whole is scanned, and nothing is decoded.
package struct PlainFields {
    private let scan: JSONScan
    private let bytes: [UInt8]

    /// Scans a document.
    /// - Throws: `bad_request` when it is no JSON object.
    /// - Complexity: O(bytes).
    package init(_ bytes: [UInt8]) throws(ContractError) {
        scan = try bytes.withUnsafeBytes { raw in
            Result { () throws(ContractError) in try JSONScan(raw, boundsNumbers: false) }
        }.get()
        self.bytes = bytes
    }

    /// A text as it stands there; nil when it is absent, no text, or has escapes, which ids and words never have.
    package func text(_ name: String) -> String? {
        guard let member = scan[name], member.kind == .string, !bytes[member.value].contains(0x5C) else { return nil }
        return String(decoding: bytes[member.value].dropFirst().dropLast(), as: UTF8.self)
    }

    /// An integer; nil when it is absent or none.
    package func integer(_ name: String) -> Int? {
        guard let member = scan[name], member.kind == .number else { return nil }
        return Int(String(decoding: bytes[member.value], as: UTF8.self))
    }

    /// Whether a member is `true`.
    package func isTrue(_ name: String) -> Bool {
        guard let member = scan[name], member.kind == .boolean else { return false }
        return bytes[member.value].first == UInt8(ascii: "t")
    }
}
