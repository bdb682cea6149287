// SPDX-License-Identifier: Apache-2.0

/// What an agent wants.
public enum Intent: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    /// To serve.
    case available = 0
    /// A pause, with a reason.
    case onBreak = 1
    /// Not to work now.
    case offline = 2

    /// The word of the contract.
    public var word: String {
        switch self {
        case .available: "available"
        case .onBreak: "break"
        case .offline: "offline"
        }
    }

    /// Reads the word of the contract.
    public init?(word: String) {
        guard let intent = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = intent
    }
}
