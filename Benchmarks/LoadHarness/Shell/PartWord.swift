// SPDX-License-Identifier: Apache-2.0

/// What a process of the load says to its parent, a JSON line each.
enum PartWord: Codable, Sendable {
    /// All its agents are there.
    case ready
    /// What it saw since it said this last.
    case progress(IntervalFigures)
    /// Nobody is left, or the time is over.
    case drained
    /// It is over, and this is what it saw.
    case result(PartFigures)
    /// It cannot go on.
    case failed(String)
}
