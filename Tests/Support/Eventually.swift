// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Waiting for something that happens on another thread or in another process.
public enum Eventually {
    /// Asks until the answer is not nil.
    ///
    /// - Parameters:
    ///   - what: What is waited for, for the error.
    ///   - limit: How long to ask at most; generous, because it costs nothing when all is well.
    ///   - probe: Gives the value, or nil for "not yet". What it throws counts as "not yet", and is shown at the end.
    /// - Returns: The first value.
    /// - Throws: `TestKitError` when the time is over, with the last thing seen.
    @discardableResult
    public static func value<Value>(
        _ what: String, within limit: Duration = .seconds(20), _ probe: () throws -> Value?
    ) throws -> Value {
        let deadline = ContinuousClock.now + limit
        var last = "nothing"
        while true {
            do {
                if let value = try probe() { return value }
                last = "nil"
            } catch {
                last = "\(error)"
            }
            guard ContinuousClock.now < deadline else {
                throw TestKitError("\(what) did not happen within \(limit); last seen: \(last)")
            }
            Thread.sleep(forTimeInterval: 0.01)
        }
    }

    /// Asks until the value is the expected one.
    ///
    /// - Parameters:
    ///   - what: What is waited for, for the error.
    ///   - expected: The value to see.
    ///   - limit: How long to ask at most.
    ///   - probe: Gives the present value.
    /// - Throws: `TestKitError` when the time is over, with the last value seen.
    public static func equal<Value: Equatable>(
        _ what: String, _ expected: Value, within limit: Duration = .seconds(20), _ probe: () throws -> Value
    ) throws {
        try value("\(what) = \(expected)", within: limit) { () throws -> Value? in
            let seen = try probe()
            guard seen == expected else { throw TestKitError("\(seen)") }
            return seen
        }
    }

    /// Asks until it is true.
    ///
    /// - Parameters:
    ///   - what: What is waited for, for the error.
    ///   - limit: How long to ask at most.
    ///   - probe: Whether it has happened.
    /// - Throws: `TestKitError` when the time is over.
    public static func isTrue(
        _ what: String, within limit: Duration = .seconds(20), _ probe: () throws -> Bool
    ) throws {
        try equal(what, true, within: limit, probe)
    }
}
