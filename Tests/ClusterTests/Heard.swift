// SPDX-License-Identifier: Apache-2.0

/// Something published, as it was heard.
struct Heard<Document: Sendable>: Sendable {
    /// The site in the subject.
    let site: String
    let document: Document
    /// When, on the test's monotonic clock.
    let at: ContinuousClock.Instant
}
