// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// The owner's word that a batch is message N of the log: the sequence, then the batch as it was appended.
enum CommittedMessage {
    static func bytes(_ sequence: UInt64, _ batch: [UInt8]) -> [UInt8] {
        var writer = WireWriter(capacity: batch.count + 10)
        writer.number(sequence)
        writer.raw(batch)
        return writer.bytes
    }

    static func read(_ bytes: [UInt8]) -> (sequence: UInt64, batch: [UInt8])? {
        var reader = WireReader(bytes)
        guard let sequence = try? reader.number(), sequence > 0, let batch = try? reader.raw(reader.remaining) else {
            return nil
        }
        return (sequence, batch)
    }
}
