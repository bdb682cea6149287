// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Bytes of the contract's documents, both ways.
public enum Contract {
    /// The version that `$SRV.INFO` bears in its metadata.
    public static let version = "1"

    /// A document's UTF-8 JSON: absent fields left out, members in no particular order.
    public static func encode(_ document: some Encodable) -> [UInt8] {
        if let writable = document as? any JSONWritable { return JSONComposer.bytes(of: writable) }
        return bytes(document, JSONEncoder.contract)
    }

    /// A document's UTF-8 JSON with sorted names, on several lines: for people, files and comparisons.
    public static func encodeCanonical(_ document: some Encodable) -> [UInt8] {
        bytes(document, JSONEncoder.canonical)
    }

    /// A document's UTF-8 JSON with sorted names, on one line: what has a default that it may leave out is left out.
    public static func encodeShort(_ document: some Encodable) -> [UInt8] {
        bytes(document, JSONEncoder.short)
    }

    /// Reads a reply or event, as a client does: unknown members are ignored.
    /// - Throws: the error a reply bears; `bad_request` when it is neither that nor the document asked for.
    public static func decode<Document: Decodable>(
        _ type: Document.Type, _ bytes: [UInt8]
    ) throws(ContractError) -> Document {
        let result = bytes.withUnsafeBytes { raw in
            Result { () throws(ContractError) -> Document in
                let scan = try JSONScan(raw, boundsNumbers: false)
                if let error = scan["error"], error.kind == .object {
                    throw try RequestDecoding.decode(ErrorDocument.self, raw).error
                }
                return try RequestDecoding.decode(type, raw)
            }
        }
        return try result.get()
    }

    private static func bytes(_ document: some Encodable, _ encoder: JSONEncoder) -> [UInt8] {
        do {
            return [UInt8](try encoder.encode(document))
        } catch {
            // No document holds a Double, and a JSONObject is checked when it is made: nothing is left to fail.
            preconditionFailure("a contract document did not encode: \(error)")
        }
    }
}
