// SPDX-License-Identifier: Apache-2.0

/// A question of the NATS micro protocol, and where it is asked.
public enum MicroVerb: String, CaseIterable, Sendable {
    /// Who is there?
    case ping = "PING"
    /// What do you serve?
    case info = "INFO"
    /// How much did you serve?
    case stats = "STATS"

    /// The three subjects a node listens on: of every service, of this service, of this instance.
    /// - Precondition: the id is an identifier.
    public func subjects(id: String) -> [String] {
        precondition(Names.isIdentifier(id), "ill-formed id in a subject")
        let base = "$SRV.\(rawValue)"
        return [base, "\(base).\(MicroService.name)", "\(base).\(MicroService.name).\(id)"]
    }

    /// The question a subject asks the instance; nil when it is none, or asks another.
    ///
    /// Complexity: O(length).
    public static func parse(_ subject: String, id: String) -> Self? {
        allCases.first { $0.subjects(id: id).contains(subject) }
    }
}
