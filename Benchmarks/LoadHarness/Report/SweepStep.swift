// SPDX-License-Identifier: Apache-2.0

/// A step of a sweep: the load at one rate, and whether the broker held it.
struct SweepStep: Codable, Hashable, Sendable {
    /// Contacts a second.
    let rate: Double
    /// Conversations a second that began in the measured time.
    let connectedPerSecond: Double
    /// `LatencyKind.offer`, microseconds.
    let offerP50Us: Double
    let offerP99Us: Double
    /// Processor time of all nodes and servers for each contact, milliseconds; nil where the load has not started them.
    let poolMsPerContact: Double?
    /// Why the rate was not held, in words; nil when it was.
    let why: String?
    /// What the load came to.
    let verdict: Verdict

    /// Judges a load.
    ///
    /// - Parameters:
    ///   - report: Of a load at this rate.
    ///   - limitUs: The most `free → offer` may take in 99 of 100 cases, microseconds.
    init(_ report: LoadReport, limitUs: Double) {
        rate = report.rate
        verdict = report.verdict
        let offer = report.latenciesUs[.offer]
        offerP50Us = offer?.p50 ?? 0
        offerP99Us = offer?.p99 ?? 0
        poolMsPerContact = report.pool.map { $0.nodesMsPerContact + $0.serversMsPerContact }
        connectedPerSecond = report.connectedPerSecond
        why =
            if report.verdict != .kept {
                report.remarks.first ?? report.verdict.rawValue
            } else if offer == nil {
                "nothing was offered"
            } else if offerP99Us > limitUs {
                "p99 is above \((limitUs / 1_000).short) ms"
            } else {
                nil
            }
    }
}
