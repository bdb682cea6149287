// SPDX-License-Identifier: Apache-2.0

/// An element that shows when it was read while being written.
struct TornPair: BitwiseCopyable, Sendable, Equatable {
    var value: UInt64
    var complement: UInt64

    init(_ value: UInt64) {
        self.value = value
        complement = ~value
    }
}
