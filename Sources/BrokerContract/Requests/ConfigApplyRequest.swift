// SPDX-License-Identifier: Apache-2.0

/// Puts a configuration in force: whole, or not at all.
public struct ConfigApplyRequest: RequestDocument {
    /// `config.apply`.
    public static let operation = Operation.configApply
    /// 1 MiB.
    public static let sizeLimit = ContractLimits.configurationBytes
    /// Integers.
    public static let integerFields = ["ifRevision"]

    /// The configuration; read it with `ConfigurationParser`.
    public var config: JSONObject
    /// The revision it must replace; otherwise `conflict`.
    ///
    /// At least 0.
    public var ifRevision: Int?
    /// Only say what would change.
    public var dryRun: Bool?
    /// Names this request for ten minutes, so that a repetition does nothing more: 1–64 of `A-Z a-z 0-9 _ -`.
    public var requestId: String?

    /// A request.
    public init(config: JSONObject, ifRevision: Int? = nil, dryRun: Bool? = nil, requestId: String? = nil) {
        self.config = config
        self.ifRevision = ifRevision
        self.dryRun = dryRun
        self.requestId = requestId
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        try FieldCheck.version(ifRevision, "ifRevision")
        try FieldCheck.identifier(requestId, "requestId")
    }

    /// Keeps the configuration as it was written.
    public mutating func adopt(_ scan: JSONScannedText) throws(ContractError) {
        let object = try scan.object("config", maxMembers: .max, maxBytes: ContractLimits.configurationBytes)
        guard let object else { throw .badRequest("is required", field: "config") }
        config = object
    }

    /// Reads everything but the configuration, which `adopt` takes over as text.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        config = .empty
        ifRevision = try fields.decodeIfPresent(Int.self, forKey: .ifRevision)
        dryRun = try fields.decodeIfPresent(Bool.self, forKey: .dryRun)
        requestId = try fields.decodeIfPresent(String.self, forKey: .requestId)
    }
}
