// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// The answer to a request, as far as a day needs it.
struct HeardAnswer: Hashable, Sendable {
    /// Why it was refused; nil when it was not.
    var refusal: ErrorCode?
    /// Whether the contact's place is not committed yet.
    var isProvisional = false
}

extension HeardAnswer {
    /// Reads an answer.
    ///
    /// - Parameters:
    ///   - bytes: its document.
    ///   - code: the number of its error header; nil without one.
    init(_ bytes: [UInt8], code: Int?) {
        if let code {
            self.init(refusal: ErrorCode(number: code) ?? .unavailable)
        } else if let fields = try? PlainFields(bytes) {
            self.init(isProvisional: fields.isTrue("provisional") || fields.isTrue("island"))
        } else {
            // Not of the contract: as good as none.
            self.init(refusal: .unavailable)
        }
    }
}
