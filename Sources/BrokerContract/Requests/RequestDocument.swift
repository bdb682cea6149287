// SPDX-License-Identifier: Apache-2.0

/// A request's document: decoded strictly on the serving side, encoded by clients.
public protocol RequestDocument: Codable, Hashable, Sendable {
    /// The request it belongs to.
    static var operation: Operation { get }
    /// The most bytes it may have.
    static var sizeLimit: Int { get }
    /// The fields that hold an integer, or an object or array of integers.
    static var integerFields: [String] { get }
    /// Texts that may be read from the scan.
    static var plainTexts: [String] { get }
    /// Integers that may be read from the scan.
    static var plainIntegers: [String] { get }
    /// Reads the request from the scan alone; nil when a decoder must.
    static func plain(_ members: PlainMembers) -> Self?
    /// Checks ranges and grammars that types do not say.
    func check() throws(ContractError)
    /// Takes over those members whose text is kept as it is.
    mutating func adopt(_ scan: JSONScannedText) throws(ContractError)
}

extension RequestDocument {
    /// 64 KiB.
    public static var sizeLimit: Int { ContractLimits.requestBytes }
    /// None.
    public static var integerFields: [String] { [] }
    /// None.
    public static var plainTexts: [String] { [] }
    /// None.
    public static var plainIntegers: [String] { [] }
    /// A decoder must.
    public static func plain(_ members: PlainMembers) -> Self? { nil }
    /// Keeps nothing.
    public mutating func adopt(_ scan: JSONScannedText) throws(ContractError) {}

    /// Reads a request; an empty one is `{}`.
    /// - Throws: `bad_request`, with the field where one is at fault.
    /// - Complexity: O(bytes).
    public static func decode(_ bytes: [UInt8]) throws(ContractError) -> Self {
        try bytes.withUnsafeBytes { raw in
            Result { () throws(ContractError) in try decode(raw) }
        }.get()
    }

    /// Reads a request; an empty one is `{}`.
    /// - Throws: `bad_request`, with the field where one is at fault.
    /// - Complexity: O(bytes).
    public static func decode(_ bytes: UnsafeRawBufferPointer) throws(ContractError) -> Self {
        guard bytes.count <= sizeLimit else { throw .badRequest("larger than \(sizeLimit) bytes") }
        guard !bytes.isEmpty else { return try decode([0x7B, 0x7D]) }
        let scan = try JSONScan(bytes)
        for member in scan.members where member.hasOtherNumbers && integerFields.contains(member.name) {
            throw .badRequest("must be an integer of 64 bits", field: member.name)
        }
        let members = PlainMembers(scan, bytes, texts: plainTexts, integers: plainIntegers)
        if let request = members.flatMap(plain) {
            try request.check()
            return request
        }
        var request = try RequestDecoding.decode(Self.self, bytes)
        try request.adopt(JSONScannedText(scan: scan, bytes: bytes))
        try request.check()
        return request
    }

    /// The request's UTF-8 JSON, for clients.
    public var encoded: [UInt8] { Contract.encode(self) }
}
