// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Words between processes: one JSON document a line.
enum JSONLine {
    /// The line, with its end.
    static func line(_ word: some Encodable) throws -> Data { try JSONEncoder().encode(word) + [0x0A] }

    /// Reads lines until there are no more; those that cannot be read are passed over.
    ///
    /// Blocks.
    static func read<Word: Decodable>(_ type: Word.Type, from file: FileHandle, _ take: (Word) -> Void) {
        var rest = Data()
        while true {
            let more = file.availableData
            guard !more.isEmpty else { return }
            rest += more
            while let end = rest.firstIndex(of: 0x0A) {
                if let word = try? JSONDecoder().decode(type, from: rest[..<end]) { take(word) }
                rest = Data(rest[(end + 1)...])
            }
        }
    }
}
