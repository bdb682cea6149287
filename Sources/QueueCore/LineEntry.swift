// SPDX-License-Identifier: Apache-2.0

/// One waiting contact in a level of a line: 24 bytes.
struct LineEntry: Sendable, BitwiseCopyable {
    var place: LinePlace
    var value: UInt32
}
