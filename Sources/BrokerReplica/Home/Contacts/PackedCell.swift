// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// The cell of a contact that has ended, as bytes: a home remembers very many for a day, and seldom looks at one.
///
/// It takes less than half the memory, and is put together again for whoever asks.
struct PackedCell: Sendable {
    /// When the contact ended.
    let endedAt: PoolInstant
    /// What a store does not keep and the log may be told again, before what a store keeps.
    private let bytes: [UInt8]
    private let storedFrom: UInt32

    /// Packs the cell of a contact that has ended, of which the owner is told no more.
    ///
    /// - Parameters:
    ///   - cell: the cell.
    ///   - stored: its bytes in the store, where they are at hand.
    init?(_ cell: ContactCell, stored: [UInt8]? = nil) {
        guard let endedAt = cell.endedAt, !cell.isReporting else { return nil }
        self.endedAt = endedAt
        let stored = stored ?? cell.encoded()
        var writer = WireWriter(capacity: 32 + stored.count)
        writer.flag(cell.isInLog)
        writer.flag(cell.isAcknowledged)
        writer.optional(cell.estimateErrorMs) { $0.signed(Int64($1)) }
        writer.optional(cell.enteredAt) { $0.signed($1) }
        writer.instant(cell.earliest)
        writer.signed(cell.waitedBeforeMs)
        storedFrom = UInt32(writer.bytes.count)
        // To their length: arrays grow by halves of what they have.
        bytes = Array(unsafeUninitializedCapacity: writer.bytes.count + stored.count) { buffer, count in
            count = buffer.initialize(fromContentsOf: writer.bytes)
            count = buffer[count...].initialize(fromContentsOf: stored)
        }
    }

    /// The bytes of the cell in the store.
    var stored: [UInt8] { Array(bytes[Int(storedFrom)...]) }

    /// The cell.
    var cell: ContactCell {
        do throws(WireError) {
            var reader = WireReader(bytes)
            let isInLog = try reader.flag()
            let isAcknowledged = try reader.flag()
            let errorMs = try reader.optional { (reader) throws(WireError) in try reader.signed() }
            let enteredAt = try reader.optional { (reader) throws(WireError) in try reader.signed() }
            let earliest = try reader.instant()
            let waitedBeforeMs = try reader.signed()
            var cell: ContactCell = try reader.value()
            cell.isInLog = isInLog
            cell.isAcknowledged = isAcknowledged
            cell.estimateErrorMs = errorMs.map { Int32($0) }
            cell.enteredAt = enteredAt
            cell.earliest = earliest
            cell.waitedBeforeMs = waitedBeforeMs
            return cell
        } catch {
            preconditionFailure("a packed cell is not what was packed: \(error)")
        }
    }
}
