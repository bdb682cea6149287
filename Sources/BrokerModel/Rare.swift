// SPDX-License-Identifier: Apache-2.0

/// A value that is seldom there, in one word: what holds it is small, and cheap to hand on, where it is not.
///
/// Complexity: one allocation for a value that is there, none for one that is not; O(1) to copy.
package enum Rare<Value: Hashable & Sendable>: Hashable, Sendable {
    case none
    indirect case some(Value)

    package init(_ value: Value?) { self = value.map { .some($0) } ?? .none }

    /// The value, or nil.
    package var value: Value? {
        switch self {
        case .none: nil
        case .some(let value): value
        }
    }
}
