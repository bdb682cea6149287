// SPDX-License-Identifier: Apache-2.0

/// Compressed time: which instant of the desk's day it is at an instant of the machine's clock.
struct DayClock: Sendable {
    /// How many times as fast as the desk's the machine's day is.
    let speed: Int
    /// When the desk opens: milliseconds since 1970 of its own clock.
    let openMs: Int64
    /// When it does so on the machine's clock, nanoseconds.
    let openNs: Int64

    /// How fast a day may be. Below, it lasts for an hour. Above, what an answer takes of the machine's time, some
    /// milliseconds to tens of them, becomes more than half a minute of the desk's.
    static let speeds = 10...600

    /// Milliseconds of the desk's clock. Nothing is early: an instant is reached when it is over.
    func deskMs(at ns: Int64) -> Int64 {
        let (whole, rest) = ((ns - openNs) * Int64(speed)).quotientAndRemainder(dividingBy: 1_000_000)
        return openMs + whole - (rest < 0 ? 1 : 0)
    }

    /// The first nanosecond of the machine's clock at which the desk's has reached an instant.
    func ns(at deskMs: Int64) -> Int64 {
        let (whole, rest) = ((deskMs - openMs) * 1_000_000).quotientAndRemainder(dividingBy: Int64(speed))
        return openNs + whole + (rest > 0 ? 1 : 0)
    }

    /// Milliseconds of the desk's clock that go by in milliseconds of the machine's.
    static func deskMs(_ milliseconds: Int64, speed: Int) -> Int64 { milliseconds * Int64(speed) }

    /// Milliseconds of the machine's clock in which milliseconds of the desk's go by.
    static func milliseconds(_ deskMs: Int64, speed: Int) -> Double { Double(deskMs) / Double(speed) }
}
