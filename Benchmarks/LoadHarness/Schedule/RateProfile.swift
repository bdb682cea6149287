// SPDX-License-Identifier: Apache-2.0

/// How the rate goes up and down over the time of a load: pieces, in each of which it rises or falls evenly or stays.
struct RateProfile {
    private struct Piece {
        /// Seconds from the beginning.
        let from: Double
        let lasts: Double
        /// Contacts a second at its beginning and end.
        let first: Double
        let last: Double

        /// Contacts that can be expected in the first seconds of it.
        func expected(after seconds: Double) -> Double {
            first * seconds + (last - first) / lasts * seconds * seconds / 2
        }

        /// After how many seconds so many can be expected: the inverse.
        func seconds(expecting count: Double) -> Double {
            let slope = (last - first) / lasts
            guard slope != 0 else { return count / first }
            // The root of slope/2·t² + first·t = count that lies in the piece.
            return ((first * first + 2 * slope * count).squareRoot() - first) / slope
        }
    }

    private let pieces: [Piece]

    /// The profile of a scenario: ramp, then the rate, with a rush in between.
    init(_ pace: PaceScenario) {
        let ramp = Self.seconds(pace.ramp)
        let end = Self.seconds(pace.end)
        let rushFrom = min(end, ramp + Self.seconds(pace.rush?.after ?? 0))
        let rushTo = min(end, rushFrom + Self.seconds(pace.rush?.lasts ?? 0))
        let high = pace.rate * (pace.rush?.times ?? 1)
        let all = [
            Piece(from: 0, lasts: ramp, first: 0, last: pace.rate),
            Piece(from: ramp, lasts: rushFrom - ramp, first: pace.rate, last: pace.rate),
            Piece(from: rushFrom, lasts: rushTo - rushFrom, first: high, last: high),
            Piece(from: rushTo, lasts: end - rushTo, first: pace.rate, last: pace.rate),
        ]
        pieces = all.filter { $0.lasts > 0 }
    }

    /// Contacts that can be expected in all.
    var expected: Double { pieces.reduce(0) { $0 + $1.expected(after: $1.lasts) } }

    /// When so many contacts can be expected to have come; nil when the load ends before.
    ///
    /// - Returns: Nanoseconds from the beginning.
    /// - Complexity: O(1): there are at most four pieces.
    func time(expecting count: Double) -> Int64? {
        var rest = count
        for piece in pieces {
            let all = piece.expected(after: piece.lasts)
            guard rest > all else { return Int64((piece.from + piece.seconds(expecting: rest)) * 1e9) }
            rest -= all
        }
        return nil
    }

    private static func seconds(_ nanoseconds: Int64) -> Double { Double(nanoseconds) / 1e9 }
}
