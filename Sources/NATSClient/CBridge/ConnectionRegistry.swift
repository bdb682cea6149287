// SPDX-License-Identifier: Apache-2.0
internal import CNats
import Synchronization

/// Finds the context of a connection in the library's callbacks.
///
/// The library is given a number, not a pointer: a callback that comes later than anybody thought finds nothing,
/// instead of memory that has been freed. Events are rare, so one lock for all connections is enough.
enum ConnectionRegistry {
    private struct State {
        var next: UInt = 1
        var contexts: [UInt: ConnectionContext] = [:]
    }

    private static let state = Mutex(State())

    /// Registers a context.
    ///
    /// - Returns: The number to give to the library, never 0.
    static func add(_ context: ConnectionContext) -> UInt {
        state.withLock { state in
            defer { state.next += 1 }
            state.contexts[state.next] = context
            return state.next
        }
    }

    /// Forgets a context.
    static func remove(_ number: UInt) { state.withLock { _ = $0.contexts.removeValue(forKey: number) } }

    /// The context of a callback's closure argument, if it is still registered.
    static func context(_ closure: UnsafeMutableRawPointer?) -> ConnectionContext? {
        state.withLock { $0.contexts[UInt(bitPattern: closure)] }
    }
}
