// SPDX-License-Identifier: Apache-2.0

/// Checks of single fields, each refusing with the field's name.
enum FieldCheck {
    /// 1–64 of `A-Z a-z 0-9 _ -`.
    static func identifier(_ text: String?, _ field: String) throws(ContractError) {
        guard let text, !Names.isIdentifier(text) else { return }
        throw .badRequest("must be 1–64 characters of A-Z a-z 0-9 _ -", field: field)
    }

    /// 1–32 of `0-9 * # +`.
    static func dialled(_ text: String?, _ field: String) throws(ContractError) {
        guard let text, !Names.isDialled(text) else { return }
        throw .badRequest("must be 1–\(ContractLimits.dialledLength) characters of 0-9 * # +", field: field)
    }

    /// At most 4 of `0-9 * #`.
    static func pressed(_ text: String?, _ field: String) throws(ContractError) {
        guard let text, !Names.isPressed(text) else { return }
        throw .badRequest("must be at most \(ContractLimits.menuDepth) characters of 0-9 * #", field: field)
    }

    /// 2–10 digits.
    static func claim(_ text: String?, _ field: String) throws(ContractError) {
        guard let text, !Names.isClaim(text) else { return }
        throw .badRequest("must be 2–10 digits", field: field)
    }

    /// `<epoch>.<seq>`.
    static func offer(_ text: String, _ field: String = "offer") throws(ContractError) {
        guard !Names.isOffer(text) else { return }
        throw .badRequest("must be <epoch>.<seq>", field: field)
    }

    /// Any text of so many bytes and no control character; tabs and line ends only where lines are allowed.
    static func text(
        _ text: String?, _ field: String, _ bytes: ClosedRange<Int>, allowsLines: Bool = false
    ) throws(ContractError) {
        guard let text else { return }
        guard bytes.contains(text.utf8.count) else {
            throw .badRequest("must be \(bytes.lowerBound)–\(bytes.upperBound) bytes", field: field)
        }
        let isClean = text.utf8.allSatisfy { byte in
            (byte >= 0x20 && byte != 0x7F) || (allowsLines && (byte == 0x09 || byte == 0x0A || byte == 0x0D))
        }
        guard isClean else {
            throw .badRequest("must not hold control characters", field: field)
        }
    }

    /// An integer of a range.
    static func range(_ value: Int?, _ field: String, _ range: ClosedRange<Int>) throws(ContractError) {
        guard let value, !range.contains(value) else { return }
        throw .badRequest("must be \(range.lowerBound)–\(range.upperBound)", field: field)
    }

    /// Milliseconds since 1970.
    static func instant(_ value: Int?, _ field: String) throws(ContractError) {
        try range(value, field, 0...ContractLimits.instantMs)
    }

    /// When a slot of appointments begins: not beside another instant.
    static func slot(_ value: Int?, besides notBeforeAt: Int?) throws(ContractError) {
        try instant(value, "slotAt")
        guard value == nil || notBeforeAt == nil else {
            throw .badRequest("stands beside notBeforeAt: say one of them", field: "slotAt")
        }
    }

    /// A version to compare with.
    static func version(_ value: Int?, _ field: String = "ifVersion") throws(ContractError) {
        try range(value, field, 0...Int.max)
    }

    /// How many entries a page may have.
    static func limit(_ value: Int?) throws(ContractError) { try range(value, "limit", 1...ContractLimits.page) }

    /// Levels 1–9 by topic or skill.
    static func levels(_ levels: [String: Int]?, _ field: String, most: Int) throws(ContractError) {
        try table(levels, field, most: most, range: 1...9)
    }

    /// Contacts at once by channel.
    static func channels(_ table: [String: Int]?, _ field: String) throws(ContractError) {
        try self.table(table, field, most: ChannelWord.allCases.count, range: 1...ContractLimits.channelCapacity)
        guard let unknown = table?.keys.filter({ ChannelWord(rawValue: $0) == nil }).min() else { return }
        throw .badRequest("is no channel", field: FieldPath.clipped("\(field).\(unknown)"))
    }

    /// Integers of a range by id; the first wrong one by name is reported.
    static func table(
        _ table: [String: Int]?, _ field: String, most: Int, range: ClosedRange<Int>
    ) throws(ContractError) {
        guard let table else { return }
        guard table.count <= most else { throw .badRequest("has more than \(most) members", field: field) }
        let wrong = table.filter { !Names.isIdentifier($0.key) || !range.contains($0.value) }.keys.min()
        guard let wrong else { return }
        let path = FieldPath.clipped("\(field).\(wrong)")
        guard Names.isIdentifier(wrong) else {
            throw .badRequest("its name must be 1–64 characters of A-Z a-z 0-9 _ -", field: path)
        }
        throw .badRequest("must be \(range.lowerBound)–\(range.upperBound)", field: path)
    }
}
