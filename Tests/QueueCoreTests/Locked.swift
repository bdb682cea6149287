// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A value under a lock that the thread sanitizer knows.
///
/// It does not know `Mutex`, which on Linux is a futex inside the standard library, and so sees races where none are.
final class Locked<Value: ~Copyable>: @unchecked Sendable {
    // Unchecked Sendable holds by this invariant: `value` is touched by the holder of `lock` only.

    private let lock = NSLock()
    private var value: Value

    init(_ value: consuming sending Value) {
        self.value = value
    }

    func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return body(&value)
    }
}
