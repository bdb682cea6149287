// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BrokerContract

/// Bytes that no honest client sends: every one gets its error or does no harm, and none stops the program.
struct HostileInputTests {
    /// Texts that are no document, whatever the request.
    static let never: [(String, [UInt8])] = {
        let texts: [(String, String)] = [
            ("space", " "), ("null", "null"), ("true", "true"), ("number", "1"), ("string", "\"{}\""), ("array", "[]"),
            ("array of objects", "[{}]"), ("open", "{"), ("closed", "}"), ("two", "{}{}"), ("tail", "{} x"),
            ("comma", "{,}"), ("tail comma", "{\"a\":1,}"), ("no colon", "{\"a\" 1}"), ("no value", "{\"a\":}"),
            ("no comma", "{\"a\":1 \"b\":2}"), ("plain name", "{a:1}"), ("single quotes", "{'a':1}"),
            ("number name", "{1:1}"), ("comment", "{/* */}"), ("line comment", "{}//"), ("NaN", "{\"a\":NaN}"),
            ("Infinity", "{\"a\":Infinity}"), ("leading 0", "{\"a\":01}"), ("minus", "{\"a\":-}"),
            ("plus", "{\"a\":+1}"), ("dot", "{\"a\":.5}"), ("dot at end", "{\"a\":1.}"), ("exponent", "{\"a\":1e}"),
            ("exponent sign", "{\"a\":1e+}"), ("hex", "{\"a\":0x10}"), ("huge exponent", "{\"a\":1e999}"),
            ("exponent of 65", "{\"a\":1e65}"), ("exponent of a thousand digits", "{\"a\":1e\(repeated("9", 1_000))}"),
            ("long number", "{\"a\":\(repeated("9", 33))}"), ("very long number", "{\"a\":\(repeated("9", 60_000))}"),
            ("tru", "{\"a\":tru}"), ("True", "{\"a\":True}"), ("nul", "{\"a\":nul"), ("nothing", "{\"a\":undefined}"),
            ("open string", "{\"a\":\"b}"), ("open name", "{\"a"), ("bad escape", "{\"a\":\"\\q\"}"),
            ("short unicode", "{\"a\":\"\\u12\"}"), ("no hex", "{\"a\":\"\\u12g4\"}"), ("end in escape", "{\"a\":\"\\"),
            ("high surrogate", "{\"a\":\"\\ud800\"}"), ("high, no low", "{\"a\":\"\\ud800\\u0041\"}"),
            ("low surrogate", "{\"a\":\"\\udc00\"}"), ("surrogate name", "{\"\\ud800\":1}"),
            ("NUL escape", "{\"a\":\"\\u0000\"}"), ("NUL name", "{\"\\u0000\":1}"),
            ("NUL deep", "{\"a\":[{\"b\":\"x\\u0000\"}]}"),
            ("NUL outside", "{}\0"), ("NUL inside", "{\"a\":\"\0\"}"), ("newline in string", "{\"a\":\"\n\"}"),
            ("tab in string", "{\"a\":\"\t\"}"), ("delimiter", "{\"a\":1;\"b\":2}"), ("no-break space", "{\u{A0}}"),
            ("twice", "{\"id\":\"a\",\"id\":\"b\"}"), ("twice, escaped", "{\"id\":\"a\",\"\\u0069d\":\"b\"}"),
            ("twice, both escaped", "{\"\\u0069d\":1,\"\\u0069\\u0064\":1}"),
            ("twice, deep", "{\"a\":[{\"b\":1,\"b\":2}]}"),
            ("twice, pair", "{\"😀\":1,\"\\ud83d\\ude00\":1}"), ("twice among many", twiceAmongMany),
            ("deep objects", "\(repeated("{\"a\":", 32)){}\(repeated("}", 32))"),
            ("deep arrays", "{\"a\":\(repeated("[", 32))\(repeated("]", 32))}"),
            ("very deep", "{\"a\":\(repeated("[", 60_000))"), ("very deep objects", repeated("{\"a\":", 13_000)),
            ("YAML", "id: a"), ("XML", "<id/>"), ("byte-order mark", "\u{FEFF}{}"),
        ]
        var cases = texts.map { ($0.0, bytes($0.1)) }
        for (name, wrong) in wrongUTF8 {
            cases.append(("\(name) in a string", bytes("{\"a\":\"") + wrong + bytes("\"}")))
            cases.append(("\(name) in a name", bytes("{\"") + wrong + bytes("\":1}")))
            cases.append(("\(name) outside", bytes("{}") + wrong))
        }
        cases.append(("UTF-16", [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00]))
        cases.append(("UTF-32", [0x7B, 0, 0, 0, 0x7D, 0, 0, 0]))
        cases.append(("too large", bytes("{\"a\":\"\(repeated("x", 2_000_000))\"}")))
        return cases
    }()

    private static let wrongUTF8: [(String, [UInt8])] = [
        ("a lone continuation", [0x80]), ("0xFF", [0xFF]), ("an overlong NUL", [0xC0, 0x80]),
        ("an overlong slash", [0xE0, 0x80, 0xAF]), ("a surrogate", [0xED, 0xA0, 0x80]),
        ("a cut sequence", [0xE2, 0x82]),
        ("past U+10FFFF", [0xF4, 0x90, 0x80, 0x80]), ("five bytes", [0xF8, 0x88, 0x80, 0x80, 0x80]),
        ("Latin-1", [0xE8]),
    ]

    private static var twiceAmongMany: String {
        "{\((0..<500).map { "\"n\($0)\":1" }.joined(separator: ",")),\"n250\":1}"
    }

    private static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    @Test(arguments: RequestCase.all) func neverADocument(_ request: RequestCase) {
        for (name, bytes) in Self.never {
            let error = refusal { () throws(ContractError) in _ = try request.decode(bytes) }
            #expect(error?.code == .badRequest, "\(request.name): \(name)")
            #expect((error?.message.utf8.count ?? 0) < 200 && (error?.field?.utf8.count ?? 0) < 600)
        }
    }

    @Test func repeatedNamesAreNamed() {
        let document = bytes("{\"id\":\"a\",\"topic\":\"t\",\"\\u0069d\":\"b\"}")
        let error = refusal { () throws(ContractError) in _ = try EnqueueRequest.decode(document) }
        #expect(error?.field == "id")
    }

    @Test func nestingOfThirtyTwoIsFine() throws {
        let inner = "\(Self.repeated("[", 31))\(Self.repeated("]", 31))"
        _ = try ConfigGetRequest.decode(bytes("{\"a\":\(inner)}"))
        _ = try ConfigGetRequest.decode(bytes("{\"a\":-12.5E-64,\"b\":\(Self.repeated("9", 32))}"))
    }

    @Test(arguments: RequestCase.all) func sizes(_ request: RequestCase) throws {
        let frame = request.document(["unknown": "\"\""]).utf8.count
        let fits = request.document(["unknown": "\"\(Self.repeated("x", request.sizeLimit - frame))\""])
        _ = try request.decode(bytes(fits))
        let error = refusal { () throws(ContractError) in _ = try request.decode(bytes(fits + " ")) }
        #expect(error?.code == .badRequest)
    }

    /// A large object of many short names costs no square.
    @Test func manyNamesAreCheap() throws {
        let names = "{\((0..<60_000).map { "\"\($0)\":0" }.joined(separator: ","))}"
        let clock = ContinuousClock()
        let time = try clock.measure { _ = try JSONObject(names) }
        #expect(time < .seconds(2))
    }

    @Test(arguments: RequestCase.all) func truncated(_ request: RequestCase) {
        let whole = bytes(request.document())
        for length in 1..<whole.count {
            let error = refusal { () throws(ContractError) in _ = try request.decode(Array(whole.prefix(length))) }
            #expect(error?.code == .badRequest, "\(request.name) cut at \(length)")
        }
    }

    /// Flips, drops, doubles, swaps and replaces bytes; the seed in a failure repeats it.
    @Test(arguments: RequestCase.all) func mutated(_ request: RequestCase) {
        for seed in UInt64(1)...150 {
            var generator = SeededGenerator(seed: seed)
            var document = bytes(request.document())
            for _ in 0...Int.random(in: 0...3, using: &generator) { Self.mutate(&document, &generator) }
            do {
                // What is accepted is a document: what is made of it is accepted too, and the same.
                let accepted = try request.decode(document)
                let again = try request.decode(accepted)
                #expect(again.count == accepted.count, "\(request.name) seed \(seed)")
            } catch {
                #expect(error.code == .badRequest, "\(request.name) seed \(seed)")
            }
        }
    }

    private static func mutate(_ document: inout [UInt8], _ generator: inout SeededGenerator) {
        guard !document.isEmpty else { return }
        let at = Int.random(in: 0..<document.count, using: &generator)
        switch Int.random(in: 0...5, using: &generator) {
        case 0: document[at] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        case 1: document.remove(at: at)
        case 2: document.insert(document[at], at: at)
        case 3: document.swapAt(at, Int.random(in: 0..<document.count, using: &generator))
        case 4: document[at] = UInt8.random(in: 0...255, using: &generator)
        default:
            let tokens = [
                "null", "{}", "[]", "1e9", "-1", "\"", "\\", ",", ":", "}", "]", "\u{FEFF}", "\\u0000", "1.5",
            ]
            let token = tokens.randomElement(using: &generator) ?? ","
            document.replaceSubrange(at..<min(document.count, at + 3), with: bytes(token))
        }
    }

    /// Whole fields replaced by values of other requests.
    @Test func valuesOfOtherFields() {
        let values = RequestCase.all.flatMap { $0.fields.map(\.value) }
        for seed in UInt64(1)...600 {
            var generator = SeededGenerator(seed: seed)
            guard let request = RequestCase.all.randomElement(using: &generator),
                let field = request.fields.randomElement(using: &generator),
                let value = values.randomElement(using: &generator)
            else { continue }
            let document = request.document([field.name: value])
            let error = refusal { () throws(ContractError) in _ = try request.decode(bytes(document)) }
            #expect(error == nil || error?.code == .badRequest, "seed \(seed): \(document)")
        }
    }
}
