// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Sealing

struct KeyTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

    private func write(_ text: String, mode: mode_t = 0o600) throws -> String {
        let path = path("key-\(UUID().uuidString)")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        chmod(path, mode)
        return path
    }

    @Test func `a key shows itself nowhere`() {
        let bytes = [UInt8](repeating: 0xA7, count: 32)
        guard let key = SealingKey(bytes: bytes) else { return #expect(Bool(false)) }
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] {
            #expect(!text.contains("167") && !text.lowercased().contains("a7"))
        }
        #expect(SealingKey(bytes: Array(bytes.dropLast())) == nil)
        #expect(SealingKey.random() != SealingKey.random())
    }

    @Test func `a key file is made with mode 0600, is read back, and is never overwritten`() throws {
        let path = path("master.key")
        let made = try KeyFile.create(path)
        var facts = stat()
        #expect(stat(path, &facts) == 0)
        #expect(facts.st_mode & 0o777 == 0o600)
        #expect(try KeyFile.load(path).key == made.key)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].hasPrefix("#") && lines[1].count == 64)
        let error = #expect(throws: SealingError.self) { try KeyFile.create(path) }
        #expect(error?.code == .exists)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o644, 0o620, 0o601] as [mode_t])
    func `a file others may use is refused with the remedy`(_ mode: mode_t) throws {
        let path = try write(String(repeating: "ab", count: 32), mode: mode)
        let error = #expect(throws: SealingError.self) { try KeyFile.load(path) }
        #expect(error?.code == .permissions)
        #expect(error?.message.contains("chmod 600 \(path)") == true)
        chmod(path, 0o600)
        #expect(try KeyFile.load(path).key == SealingKey(bytes: Array(repeating: 0xAB, count: 32)))
        chmod(path, 0o400)
        #expect(throws: Never.self) { try KeyFile.load(path) }
    }

    @Test func `what is not a key file is refused, and its content not told`() throws {
        let digits = String(repeating: "ab", count: 32)
        let texts = [
            "", "#\n", String(digits.dropLast()), digits + "0", String(digits.dropLast()) + "g", digits + "\n" + digits,
            String(repeating: "# long\n", count: 1000) + digits, "\0" + digits,
        ]
        for text in texts {
            let path = try write(text)
            let error = #expect(throws: SealingError.self) { try KeyFile.load(path) }
            #expect(error?.code == .malformed, "\(text.prefix(20))")
            #expect(error?.message.contains("abab") == false)
        }
        let accepted = try write("# a\r\n# b\r\n\(digits.uppercased())\r\n")
        #expect(throws: Never.self) { try KeyFile.load(accepted) }
        let missing = #expect(throws: SealingError.self) { try KeyFile.load(path("nothing")) }
        #expect(missing?.code == .missing)
        let directory = #expect(throws: SealingError.self) { try KeyFile.load(folder.path) }
        #expect(directory?.code == .malformed)
    }

    @Test func `a day's key opens for its site, its day and its master only`() throws {
        let master = SealingKey.random()
        let keys = DayKeys(master: master)
        let day = try #require(SealingDay("2026-11-22"))
        let next = try #require(SealingDay("2026-11-23"))
        let key = SealingKey.random()
        let wrapped = try keys.wrap(key, site: "roma", day: day)
        #expect(wrapped.count == DayKeys.wrappedCount)
        #expect(try keys.wrap(key, site: "roma", day: day) != wrapped)
        #expect(try DayKeys(master: master).unwrap(wrapped, site: "roma", day: day) == key)
        for attempt in [
            { try keys.unwrap(wrapped, site: "milano", day: day) },
            { try keys.unwrap(wrapped, site: "roma", day: next) },
            { try DayKeys(master: .random()).unwrap(wrapped, site: "roma", day: day) },
        ] as [() throws -> SealingKey] {
            let error = #expect(throws: SealingError.self) { try attempt() }
            #expect(error?.code == .refused)
        }
        for odd in [[], Array(wrapped.dropLast()), [2] + wrapped.dropFirst()] as [[UInt8]] {
            let error = #expect(throws: SealingError.self) { try keys.unwrap(odd, site: "roma", day: day) }
            #expect(error?.code == .malformed)
        }
        #expect(DayKeys.keyName(site: "roma", day: day) == "roma.2026-11-22")
    }
}
