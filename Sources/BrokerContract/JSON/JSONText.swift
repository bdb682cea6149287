// SPDX-License-Identifier: Apache-2.0

/// Escapes of JSON strings.
enum JSONText {
    /// The value of a hexadecimal digit; nil when it is none.
    static func hexadecimal(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x41 + 10)
        case 0x61...0x66: UInt32(byte - 0x61 + 10)
        default: nil
        }
    }

    /// The UTF-8 of a string's inside that the scan has found well formed.
    static func unescape(_ inside: some Collection<UInt8>) -> [UInt8] {
        var units: [UInt16] = []
        var result: [UInt8] = []
        var rest = Array(inside)[...]
        func flush() {
            result.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
            units.removeAll()
        }
        while let byte = rest.popFirst() {
            guard byte == 0x5C, let escaped = rest.popFirst() else {
                flush()
                result.append(byte)
                continue
            }
            if escaped == 0x75 {
                // Two halves of a pair must be decoded together.
                units.append(UInt16(rest.prefix(4).reduce(UInt32(0)) { $0 << 4 | (hexadecimal($1) ?? 0) }))
                rest = rest.dropFirst(4)
            } else {
                flush()
                result.append(plain(escaped))
            }
        }
        flush()
        return result
    }

    private static func plain(_ escaped: UInt8) -> UInt8 {
        switch escaped {
        case 0x62: 0x08
        case 0x66: 0x0C
        case 0x6E: 0x0A
        case 0x72: 0x0D
        case 0x74: 0x09
        default: escaped
        }
    }
}
