// SPDX-License-Identifier: Apache-2.0
import QueueCore

/// What a `WaitingLine` must do, as a plain sorted array.
struct LineModel {
    private(set) var keys: [LineKey] = []
    private(set) var values: [UInt32] = []

    /// The index of the first key that is not before this one.
    func lowerBound(_ key: LineKey) -> Int {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func contains(_ key: LineKey) -> Bool {
        let index = lowerBound(key)
        return index < keys.count && keys[index] == key
    }

    mutating func insert(_ value: UInt32, at key: LineKey) {
        let index = lowerBound(key)
        keys.insert(key, at: index)
        values.insert(value, at: index)
    }

    mutating func remove(at key: LineKey) -> UInt32? {
        if !contains(key) { return nil }
        let index = lowerBound(key)
        keys.remove(at: index)
        return values.remove(at: index)
    }

    /// Where a line differs from this model; nil when it doesn't.
    func difference(from line: borrowing WaitingLine) -> String? {
        if let fault = line.checkInvariants() { return fault }
        if line.count != keys.count || line.isEmpty != keys.isEmpty { return "count \(line.count), not \(keys.count)" }
        if line.first?.key != keys.first || line.first?.value != values.first { return "first" }
        var index = 0
        var fault: String?
        line.forEach(after: nil, limit: .max) { key, value in
            if fault == nil && (index >= keys.count || keys[index] != key || values[index] != value) {
                fault = "forEach gave \(key) at \(index)"
            }
            index += 1
        }
        return fault ?? (index == keys.count ? nil : "forEach gave \(index) of \(keys.count)")
    }
}
