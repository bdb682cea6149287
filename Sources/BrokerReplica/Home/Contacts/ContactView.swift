// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// A contact as its home shows it.
public struct ContactView: Sendable {
    /// Who is asked meanwhile.
    public struct Consult: Sendable {
        /// The contact that is the question.
        public let id: ContactID
        /// Who has answered it; nil for nobody yet.
        public let agent: AgentID?
        /// Whether they speak with the caller, too.
        public let isConference: Bool
    }

    /// The cell.
    public let cell: ContactCell
    /// From 1 while it waits and the log has it.
    public let position: Int?
    /// What its caller was told last of how long it will wait, milliseconds.
    public let estimatedWaitMs: Int64?
    /// What its agent asks a colleague, while it is connected.
    public let consult: Consult?
    /// Whether the site is cut off from the log.
    public let isAlone: Bool
}
