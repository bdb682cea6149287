// SPDX-License-Identifier: Apache-2.0
import Foundation

/// An arbitrary JSON object, kept as the text the client wrote: checked, never interpreted.
///
/// Encoded inside another document it keeps its content, not its spacing; numbers keep up to 38 digits. Read out of one
/// its names are sorted.
public struct JSONObject: Hashable, Sendable {
    /// The object as JSON text.
    public let text: String

    /// `{}`.
    public static let empty = JSONObject(trusted: "{}")

    /// Checks a text.
    /// - Throws: `bad_request` when it is not a JSON object within `ContractLimits`.
    public init(_ text: String) throws(ContractError) {
        var text = text
        let result = text.withUTF8 { bytes in
            Result { () throws(ContractError) in try JSONScan(UnsafeRawBufferPointer(bytes)) }
        }
        _ = try result.get()
        self.text = text
    }

    /// Wraps a text that passed the scan before: a part of a scanned document, or what was stored as one.
    /// - Precondition: it is a JSON object; one that is not ends the program where it is encoded.
    public init(trusted text: String) { self.text = text }

    /// The same content with sorted names and no spacing: equal for objects that say the same in another order.
    public var canonicalText: String {
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)),
            let sorted = try? JSONEncoder.sorted.encode(value)
        else { return text }
        return String(decoding: sorted, as: UTF8.self)
    }

    /// The UTF-8 of the text.
    public var bytes: [UInt8] { Array(text.utf8) }
}

extension JSONObject: Codable {
    /// Reads an object out of another document.
    public init(from decoder: any Decoder) throws {
        let value = try JSONValue(from: decoder)
        guard case .object = value else {
            throw DecodingError.typeMismatch(
                Self.self, .init(codingPath: decoder.codingPath, debugDescription: "must be an object"))
        }
        text = String(decoding: try JSONEncoder.sorted.encode(value), as: UTF8.self)
    }

    /// Writes the object into another document.
    public func encode(to encoder: any Encoder) throws {
        try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)).encode(to: encoder)
    }
}
