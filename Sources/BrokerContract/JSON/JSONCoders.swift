// SPDX-License-Identifier: Apache-2.0
import Foundation

extension JSONEncoder {
    /// For replies and events.
    static let contract: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        return encoder
    }()

    /// For objects taken out of a document.
    static let sorted: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return encoder
    }()

    /// For what is stored and sent, and may be large.
    static let short: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        encoder.userInfo[.leavesDefaultsOut] = true
        return encoder
    }()

    /// For people, files and comparisons.
    static let canonical: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys, .prettyPrinted]
        return encoder
    }()
}

extension JSONDecoder {
    /// For requests, replies and events.
    static let contract = JSONDecoder()
}
