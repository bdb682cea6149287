// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerReplica
import Histogram

/// How long the owner's batches take, in microseconds, since the node started.
struct LatencyRecorder {
    private var commit = LatencyRecorder.empty
    private var enqueueToOffer = LatencyRecorder.empty

    private static var empty: Histogram<UInt32> {
        Histogram<UInt32>(
            lowestDiscernibleValue: 1, highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: .three)
    }

    /// Counts a batch.
    mutating func record(_ figures: CommitFigures) {
        _ = commit.record(Self.clamped(figures.commit))
        guard figures.offeredAtOnce > 0 else { return }
        _ = enqueueToOffer.record(Self.clamped(figures.commandToCommit), count: UInt32(figures.offeredAtOnce))
    }

    private static func clamped(_ nanoseconds: Int64) -> UInt64 {
        UInt64(min(max(1, nanoseconds / 1_000), 60_000_000))
    }

    /// The figures.
    var document: LatenciesDocument {
        LatenciesDocument(enqueueToOffer: Self.document(enqueueToOffer), commit: Self.document(commit))
    }

    private static func document(_ histogram: Histogram<UInt32>) -> LatencyDocument {
        guard histogram.totalCount > 0 else { return LatencyDocument(p50: 0, p99: 0, p999: 0, max: 0) }
        return LatencyDocument(
            p50: Int(histogram.valueAtPercentile(50)), p99: Int(histogram.valueAtPercentile(99)),
            p999: Int(histogram.valueAtPercentile(99.9)), max: Int(histogram.max))
    }
}
