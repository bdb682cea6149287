// SPDX-License-Identifier: Apache-2.0

/// The time at which the shell hands something in: this machine's two clocks, read once a turn.
public struct Now: Sendable {
    /// Nanoseconds of the monotonic clock: for every deadline.
    public let monotonic: Int64
    /// Milliseconds since 1970 UTC of the wall clock: only to slew pool time.
    public let wall: Int64
    /// Nanoseconds for which the process stood still, taken out of ``monotonic``.
    let stoodStill: Int64

    /// An instant of both clocks.
    public init(monotonic: Int64, wall: Int64) { self.init(monotonic: monotonic, wall: wall, stoodStill: 0) }

    init(monotonic: Int64, wall: Int64, stoodStill: Int64) {
        self.monotonic = monotonic
        self.wall = wall
        self.stoodStill = stoodStill
    }

    /// The monotonic clock with the time in it for which the process stood still: what pool time runs by.
    var unbroken: Int64 { monotonic + stoodStill }
}
