// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The JSON of the server's `STREAM.MSG.GET`.
extension StoredMessage: Decodable {
    private enum CodingKeys: String, CodingKey {
        case sequence = "seq"
        case subject
        case headers = "hdrs"
        case bytes = "data"
        case time
    }

    /// Decodes an answer of the server.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        sequence = try container.decode(UInt64.self, forKey: .sequence)
        subject = try container.decode(String.self, forKey: .subject)
        bytes = [UInt8](try container.decodeIfPresent(Data.self, forKey: .bytes) ?? Data())
        headers = Self.parseHeaders(try container.decodeIfPresent(Data.self, forKey: .headers) ?? Data())
        guard let time = Self.parseTime(try container.decode(String.self, forKey: .time)) else {
            throw DecodingError.dataCorruptedError(forKey: .time, in: container, debugDescription: "not a UTC time")
        }
        timeNs = time
    }

    /// Reads a block of headers: a line `NATS/1.0`, then `name: value` lines.
    static func parseHeaders(_ data: Data) -> [NATSHeader] {
        data.split(separator: 10).dropFirst().compactMap { line in
            let line = line.last == 13 ? line.dropLast() : line
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == 32 }
            return NATSHeader(String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
        }
    }

    /// Reads `2026-11-21T10:20:30.123456789Z`, with up to nine decimals: Foundation would round to milliseconds.
    static func parseTime(_ text: String) -> Int64? {
        var fields: [Int64] = []
        var value: Int64 = 0
        var digits = 0
        for byte in text.utf8 {
            if let digit = Int64(exactly: Int(byte) - 48), (0...9).contains(digit), digits < 9 {
                value = value * 10 + digit
                digits += 1
            } else {
                guard digits > 0 else { return nil }
                if fields.count == 6 { while digits < 9 { (value, digits) = (value * 10, digits + 1) } }
                fields.append(value)
                (value, digits) = (0, 0)
            }
        }
        guard text.utf8.last == UInt8(ascii: "Z"), (6...7).contains(fields.count) else { return nil }
        // Days since 1970-03-01 of the proleptic Gregorian calendar, with years that begin in March.
        let year = fields[1] > 2 ? fields[0] : fields[0] - 1
        let dayOfYear = (153 * ((fields[1] + 9) % 12) + 2) / 5 + fields[2] - 1
        let days = year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
        let seconds = ((days * 24 + fields[3]) * 60 + fields[4]) * 60 + fields[5]
        return seconds * 1_000_000_000 + (fields.count == 7 ? fields[6] : 0)
    }
}
