// SPDX-License-Identifier: Apache-2.0

/// A figure measured by several seeds.
struct Spread {
    /// Their mean.
    let mean: Double
    /// Standard error of the mean.
    let error: Double

    /// - Precondition: at least two values.
    init(_ values: [Double]) {
        precondition(values.count > 1, "one seed has no spread")
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        self.mean = mean
        error = (squares / (count - 1) / count).squareRoot()
    }

    /// How far it is from what it should be, per cent of that.
    func deviationPct(from theory: Double) -> Double { 100 * (mean - theory) / theory }

    /// Standard errors within which the mean of eight seeds lies in 999 of 1,000 cases: Student's t, 7 degrees of
    /// freedom. With more seeds it is a wider interval than that.
    static let errorsMax = 5.408

    /// Whether chance explains the distance.
    func agrees(with theory: Double) -> Bool { abs(mean - theory) <= Self.errorsMax * error }
}
