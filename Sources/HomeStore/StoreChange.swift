// SPDX-License-Identifier: Apache-2.0

/// One change of one record.
public enum StoreChange: Sendable, Equatable {
    /// Writes a record, whether or not the key was there.
    case put(Shelf, key: [UInt8], value: [UInt8])
    /// Removes a record; a key that is not there is no error.
    case remove(Shelf, key: [UInt8])
}
