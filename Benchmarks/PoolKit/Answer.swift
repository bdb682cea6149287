// SPDX-License-Identifier: Apache-2.0
package import BrokerContract

/// The answer to a request, as far as a measurement reads it.
package struct Answer: Hashable, Sendable {
    /// Why it was refused; nil when it was not.
    package var refusal: ErrorCode?
    /// The version of the contact or agent.
    package var version: Int?
    /// The contact's state.
    package var state: ContactStateWord?
    /// The contact's claim number.
    package var claim: String?
    /// The contact's topic; a cancel of one that nobody ever said was there is answered without.
    package var topic: String?
    /// Whether the contact's place is not committed yet.
    package var isProvisional = false
    /// Whether the contact's or agent's site is cut off from the pool.
    package var isIsland = false
}

extension Answer {
    /// Reads an answer.
    ///
    /// - Parameters:
    ///   - bytes: Its document.
    ///   - code: The number of its error header; nil without one.
    package init(_ bytes: [UInt8], code: Int?) {
        if let code {
            self.init(refusal: ErrorCode(number: code) ?? .unavailable)
            return
        }
        guard let fields = try? PlainFields(bytes) else {
            // Not of the contract: as good as none.
            self.init(refusal: .unavailable)
            return
        }
        self.init(
            version: fields.integer("version"), state: fields.text("state").flatMap(ContactStateWord.init(rawValue:)),
            claim: fields.text("claim"), topic: fields.text("topic"), isProvisional: fields.isTrue("provisional"),
            isIsland: fields.isTrue("island"))
    }
}
