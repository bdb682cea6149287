// SPDX-License-Identifier: Apache-2.0

/// Picks texts out of an event's JSON without decoding all of it: the measuring must not cost what it measures.
struct Fields {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The text member of this name, if the document has one without escapes. Complexity: O(bytes).
    func text(_ name: String) -> String? {
        let key = Array("\"\(name)\":\"".utf8)
        guard bytes.count > key.count else { return nil }
        for start in 0..<(bytes.count - key.count) where bytes[start] == 0x22 && bytes[start + 1] == key[1] {
            guard bytes[start..<start + key.count].elementsEqual(key) else { continue }
            let value = bytes[(start + key.count)...].prefix { $0 != 0x22 }
            return String(decoding: value, as: UTF8.self)
        }
        return nil
    }
}
