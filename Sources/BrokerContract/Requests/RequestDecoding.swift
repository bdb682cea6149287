// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Typed decoding of a document that passed the scan, with errors turned into the contract's.
enum RequestDecoding {
    /// Decodes a scanned document.
    static func decode<Document: Decodable>(
        _ type: Document.Type, _ bytes: UnsafeRawBufferPointer
    ) throws(ContractError) -> Document {
        do {
            return try JSONDecoder.contract.decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw translate(error)
        } catch {
            throw .badRequest("not a document of this kind")
        }
    }

    private static func translate(_ error: DecodingError) -> ContractError {
        switch error {
        case .keyNotFound(let key, let context):
            .badRequest("is required", field: FieldPath.text(context.codingPath, key))
        case .valueNotFound(_, let context):
            .badRequest("must not be null", field: FieldPath.text(context.codingPath))
        case .typeMismatch(let type, let context):
            .badRequest("must be \(word(for: type))", field: FieldPath.text(context.codingPath))
        case .dataCorrupted(let context):
            .badRequest("has no such value", field: FieldPath.text(context.codingPath))
        @unknown default:
            .badRequest("not a document of this kind")
        }
    }

    private static func word(for type: any Any.Type) -> String {
        switch type {
        case is Int.Type: "an integer"
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is any Collection.Type where "\(type)".hasPrefix("Array"): "an array"
        default: "an object"
        }
    }
}
