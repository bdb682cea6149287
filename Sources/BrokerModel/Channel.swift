// SPDX-License-Identifier: Apache-2.0

/// How a contact reaches us.
public enum Channel: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    case voice = 0
    case callback = 1
    case chat = 2
    case mail = 3
    case webForm = 4
    case social = 5
    case counter = 6
    case letter = 7

    /// The word of the contract.
    public var word: String {
        // Written out: asking the runtime for a case's name costs a microsecond, in every document.
        switch self {
        case .voice: "voice"
        case .callback: "callback"
        case .chat: "chat"
        case .mail: "mail"
        case .webForm: "webForm"
        case .social: "social"
        case .counter: "counter"
        case .letter: "letter"
        }
    }

    /// Reads the word of the contract.
    public init?(word: String) {
        guard let channel = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = channel
    }
}
