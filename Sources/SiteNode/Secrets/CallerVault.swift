// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerModel
import Foundation
import Sealing

/// What is personal in a contact: sealed on its way in, opened for the desk that serves it.
struct CallerVault: Sendable {
    /// What is sealed beside the number.
    struct Details: Codable, Sendable {
        var callerAddress: String?
        var customer: String?
        var language: String?
        var attributes: JSONObject?

        var isEmpty: Bool { callerAddress == nil && customer == nil && language == nil && attributes == nil }
    }

    /// An opened caller.
    struct Opened: Sendable {
        let number: String
        let details: Details
    }

    private let ring: KeyRing
    private let hashKey: SealingKey
    private let fingerprintKey: SealingKey

    init(ring: KeyRing, master: SealingKey) {
        self.ring = ring
        hashKey = CallerSeal.hashKey(master: master)
        fingerprintKey = Seal.derive(master, label: "centralino request fingerprint 1")
    }

    /// Seals what is personal in a request; nil when nothing is.
    func seal(_ request: EnqueueRequest) throws(ContractError) -> BrokerModel.SealedCaller? {
        let details = Details(
            callerAddress: request.callerAddress, customer: request.customer, language: request.language,
            attributes: request.attributes)
        guard request.caller != nil || !details.isEmpty else { return nil }
        return try seal(request.caller, details, of: request.id)
    }

    /// Seals what a colleague is told; nil when nothing is.
    func seal(_ request: ConsultRequest) throws(ContractError) -> BrokerModel.SealedCaller? {
        let details = Details(callerAddress: request.callerAddress, attributes: request.attributes)
        return details.isEmpty ? nil : try seal(nil, details, of: request.consult)
    }

    /// Seals where a caller is to be called.
    func seal(address: String, of contact: String) throws(ContractError) -> BrokerModel.SealedCaller {
        try seal(nil, Details(callerAddress: address), of: contact, known: address)
    }

    private func seal(
        _ caller: String?, _ details: Details, of contact: String, known called: String? = nil
    ) throws(ContractError) -> BrokerModel.SealedCaller {
        guard let (day, key) = ring.today() else {
            throw .unavailable("today's key is not there yet; repeat", retryAfterMs: 1_000)
        }
        let attributes = details.isEmpty ? [] : Contract.encode(details)
        do {
            let seal = CallerSeal(dayKey: key, hashKey: hashKey)
            let sealed = try seal.seal(number: caller ?? "", attributes: attributes, associated: Array(contact.utf8))
            let hash = caller == nil ? called.map { seal.keyedHash(of: $0) } ?? [] : sealed.keyedHash
            return BrokerModel.SealedCaller(
                day: day.description, ciphertext: sealed.ciphertext,
                callerHash: hash,
                lastDigits: caller == nil ? "" : sealed.lastTwoDigits)
        } catch {
            throw .badRequest(error.message, field: "caller")
        }
    }

    /// Opens a contact's caller; nil when there is none, or its day's key is destroyed.
    func open(_ record: ContactRecord) -> Opened? { open(record.caller, of: record) }

    /// Where a contact is to be called, if another address was told than the caller's own.
    func callbackAddress(_ record: ContactRecord) -> String? {
        open(record.routing.callback?.address, of: record)?.details.callerAddress
    }

    /// Whom a contact's caller would be called at.
    func calledNumber(_ record: ContactRecord) -> String? {
        if let told = callbackAddress(record) { return told }
        let opened = open(record)
        return opened?.details.callerAddress ?? opened.flatMap { $0.number.isEmpty ? nil : $0.number }
    }

    private func open(_ caller: BrokerModel.SealedCaller?, of record: ContactRecord) -> Opened? {
        guard let caller, let key = ring.key(site: record.site.text, day: caller.day),
            let opened = try? CallerSeal(dayKey: key, hashKey: hashKey)
                .open(caller.ciphertext, associated: Array(record.id.text.utf8))
        else { return nil }
        let details = opened.attributes.isEmpty ? Details() : try? Contract.decode(Details.self, opened.attributes)
        return Opened(number: opened.number, details: details ?? Details())
    }

    /// A digest of everything a client says of a contact but how long it has waited, to tell a repeat from another
    /// request.
    func fingerprint(_ request: EnqueueRequest) -> [UInt8] {
        var writer = WireWriter()
        let texts = [
            request.id, request.topic, request.channel?.rawValue, request.caller, request.callerAddress,
            request.attributes?.canonicalText, request.lastAgent, request.claim, request.customer, request.language,
        ]
        writer.list(texts) { writer, text in writer.optional(text) { $0.text($1) } }
        writer.optional(request.priority) { $0.signed(Int64($1)) }
        writer.list((request.requires ?? [:]).sorted { $0.key < $1.key }) { writer, skill in
            writer.text(skill.key)
            writer.signed(Int64(skill.value))
        }
        // Last, and only where they are there: what does not say them has the digest that it had before it could.
        if let agent = request.agent { writer.text(agent) }
        if let number = request.number {
            writer.text(number)
            writer.text(request.digits ?? "")
        }
        if let notBeforeAt = request.notBeforeAt { writer.signed(Int64(notBeforeAt)) }
        if let slotAt = request.slotAt {
            writer.text("slot")
            writer.signed(Int64(slotAt))
        }
        return Array(Seal.authenticationCode(writer.bytes, key: fingerprintKey).prefix(16))
    }

    /// What tells a repetition of a consult from another one: a keyed digest of what only the colleague is to read.
    func fingerprint(_ request: ConsultRequest) -> [UInt8] {
        var writer = WireWriter()
        for text in [request.callerAddress, request.attributes?.canonicalText] { writer.optional(text) { $0.text($1) } }
        return Array(Seal.authenticationCode(writer.bytes, key: fingerprintKey).prefix(16))
    }
}
