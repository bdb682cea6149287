// SPDX-License-Identifier: Apache-2.0

/// What became of one publish to a stream.
public enum AppendOutcome: Sendable, Equatable {
    /// It is stored, at this sequence, on as many servers as the stream has for a majority.
    case committed(sequence: UInt64)

    /// This publish is not stored and never will be.
    ///
    /// An earlier one with the same bytes may be.
    case refused(NATSError)

    /// Nobody can say: it may be stored already, or may still be.
    ///
    /// Send the identical bytes with the identical expectation again until the outcome is another, and after a
    /// refusal read that sequence.
    case unknown(NATSError)
}
