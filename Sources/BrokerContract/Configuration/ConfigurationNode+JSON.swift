// SPDX-License-Identifier: Apache-2.0
import Foundation

extension ConfigurationNode {
    /// Reads the bytes of a JSON object.
    static func parse(json: [UInt8]) throws(ConfigurationIssue) -> ConfigurationNode {
        do {
            // The scan finds what the decoder overlooks, repeated names above all.
            _ = try json.withUnsafeBytes { raw in Result { () throws(ContractError) in try JSONScan(raw) } }.get()
            return ConfigurationNode(try RequestDecoding.decode(json: json))
        } catch {
            throw ConfigurationIssue(path: error.field ?? "", message: error.message)
        }
    }

    private init(_ value: JSONValue) {
        switch value {
        // Kind is named: JSONValue has cases of the same names, and this initializer would call itself for ever.
        case .null: self.init(Kind.null)
        case .boolean(let boolean): self.init(Kind.boolean(boolean))
        case .number(let number):
            let text = "\(number)"
            self.init(Int(text).map(Kind.integer) ?? Kind.text(text))
        case .string(let text): self.init(Kind.text(text))
        case .array(let parts): self.init(Kind.list(parts.map { ConfigurationNode($0) }))
        case .object(let members):
            // The decoder forgets the order that was written; the order of names is as good for a list of errors.
            let sorted = members.sorted { $0.key < $1.key }
            self.init(Kind.map(sorted.map { Entry(name: $0.key, node: ConfigurationNode($0.value)) }))
        }
    }
}

extension RequestDecoding {
    /// Decodes scanned bytes into a tree.
    fileprivate static func decode(json: [UInt8]) throws(ContractError) -> JSONValue {
        let result = json.withUnsafeBytes { raw in
            Result { () throws(ContractError) in try decode(JSONValue.self, raw) }
        }
        return try result.get()
    }
}
