// SPDX-License-Identifier: Apache-2.0
import HomeStore

/// Eight bytes, so that keys are in order of their numbers.
func key(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
}

/// What `key` made.
func number(_ key: [UInt8]) -> UInt64 {
    key.reduce(0) { $0 << 8 | UInt64($1) }
}

/// All of a shelf, in order.
func all(_ shelf: Shelf, of store: Store) throws -> [StoredRecord] {
    var records: [StoredRecord] = []
    try store.load(shelf) { records.append($0) }
    return records
}
