// SPDX-License-Identifier: Apache-2.0
import QueueCore

/// A line that copies of an engine share until one of them changes it.
///
/// An engine is copied where a node takes over, a site goes on alone, or a snapshot is taken. Complexity: O(1) a copy,
/// and O(n) the first change after it.
struct SharedLine: Sendable {
    private var box = Box(WaitingLine())

    /// The line itself.
    var line: WaitingLine {
        _read { yield box.line }
        _modify {
            if !isKnownUniquelyReferenced(&box) { box = Box(box.line.copy()) }
            yield &box.line
        }
    }

    // Unchecked Sendable holds by this invariant: who changes the line has the only reference to the box. So there is
    // no access to exclude, either.
    private final class Box: @unchecked Sendable {
        @exclusivity(unchecked)
        var line: WaitingLine

        init(_ line: consuming WaitingLine) { self.line = line }
    }
}
