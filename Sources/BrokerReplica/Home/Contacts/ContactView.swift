// SPDX-License-Identifier: Apache-2.0

/// A contact as its home shows it.
public struct ContactView: Sendable {
    /// The cell.
    public let cell: ContactCell
    /// From 1 while it waits and the log has it.
    public let position: Int?
    /// What its caller was told last of how long it will wait, milliseconds.
    public let estimatedWaitMs: Int64?
    /// Whether the site is cut off from the log.
    public let isAlone: Bool
}
