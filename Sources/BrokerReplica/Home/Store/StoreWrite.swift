// SPDX-License-Identifier: Apache-2.0

/// A change of the home's store. Changes of one number become durable together or not at all.
public enum StoreWrite: Hashable, Sendable {
    /// Where a record stands.
    public enum Shelf: UInt8, Sendable {
        case meta = 0
        case contacts = 1
        case agents = 2
        case requests = 3
    }

    /// Sets a record.
    case put(Shelf, key: [UInt8], value: [UInt8])
    /// Forgets a record.
    case remove(Shelf, key: [UInt8])
}
