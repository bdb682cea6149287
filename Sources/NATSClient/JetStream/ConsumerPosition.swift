// SPDX-License-Identifier: Apache-2.0

/// What the reply subject of a delivered message says:
/// `$JS.ACK.<stream>.<consumer>.<deliveries>.<stream seq>.<consumer seq>.<time>.<pending>`, or with a domain and an
/// account hash before the stream, and perhaps a random token at the end.
struct ConsumerPosition: Equatable {
    /// The message's sequence in the stream.
    let sequence: UInt64
    /// The message's number at this consumer, from 1 without gaps.
    let number: UInt64
    /// When the leader stored it, in nanoseconds since 1970.
    let timeNs: Int64
    /// How many messages of the stream this consumer has still to deliver.
    let pending: UInt64

    /// Reads a reply subject; nil when it is not one of a delivered message.
    init?(_ reply: UnsafePointer<CChar>) {
        var values: [UInt64] = []
        var value: UInt64? = 0
        var tokens = 0
        var position = 0
        while true {
            let byte = UInt8(bitPattern: reply[position])
            position += 1
            if byte == UInt8(ascii: ".") || byte == 0 {
                values.append(value ?? 0)
                tokens += 1
                value = 0
                if byte == 0 { break }
            } else if case let digit = byte &- 48, digit < 10, let known = value {
                let (product, overflow) = known.multipliedReportingOverflow(by: 10)
                value = overflow ? nil : product &+ UInt64(digit)
            } else {
                value = nil
            }
        }
        // "$JS.ACK." is checked by the shape: only the server publishes to the inbox of a consumer.
        let first: Int
        switch tokens {
        case 9: first = 5
        case 11, 12: first = 7
        default: return nil
        }
        guard let time = Int64(exactly: values[first + 2]) else { return nil }
        sequence = values[first]
        number = values[first + 1]
        timeNs = time
        pending = values[first + 3]
        guard sequence > 0, number > 0 else { return nil }
    }
}
