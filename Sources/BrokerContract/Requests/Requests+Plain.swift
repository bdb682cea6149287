// SPDX-License-Identifier: Apache-2.0

// The four requests of every contact's life, read from the scan where they are plain.

extension EnqueueRequest {
    /// Texts of the request.
    public static let plainTexts = [
        "id", "topic", "number", "digits", "channel", "caller", "callerAddress", "agent", "lastAgent", "claim",
        "customer", "language",
    ]
    /// Integers of the request.
    public static let plainIntegers = ["priority", "waitedMs", "notBeforeAt", "slotAt"]

    /// Reads a plain request; nil when a decoder must.
    public static func plain(_ members: PlainMembers) -> Self? {
        guard !members.has("attributes"), !members.has("requires"), let id = members.text("id") else {
            return nil
        }
        let word = members.text("channel")
        let channel = word.flatMap(ChannelWord.init(rawValue:))
        guard word == nil || channel != nil else { return nil }
        var request = EnqueueRequest(id: id, topic: members.text("topic"))
        request.number = members.text("number")
        request.digits = members.text("digits")
        request.priority = members.integer("priority")
        request.channel = channel
        request.caller = members.text("caller")
        request.callerAddress = members.text("callerAddress")
        request.agent = members.text("agent")
        request.lastAgent = members.text("lastAgent")
        request.claim = members.text("claim")
        request.customer = members.text("customer")
        request.language = members.text("language")
        request.waitedMs = members.integer("waitedMs")
        request.notBeforeAt = members.integer("notBeforeAt")
        request.slotAt = members.integer("slotAt")
        return request
    }
}

extension OfferAcceptRequest {
    /// Texts of the request.
    public static let plainTexts = ["offer", "agent", "requestId"]
    /// Integers of the request.
    public static let plainIntegers = ["ifVersion"]

    /// Reads a plain request; nil when a decoder must.
    public static func plain(_ members: PlainMembers) -> Self? {
        guard let offer = members.text("offer"), let agent = members.text("agent") else { return nil }
        return OfferAcceptRequest(
            offer: offer, agent: agent, requestId: members.text("requestId"), ifVersion: members.integer("ifVersion"))
    }
}

extension EndRequest {
    /// Texts of the request.
    public static let plainTexts = ["id", "reason", "outcome", "by", "requestId"]
    /// Integers of the request.
    public static let plainIntegers = ["ifVersion"]

    /// Reads a plain request; nil when a decoder must.
    public static func plain(_ members: PlainMembers) -> Self? {
        guard let id = members.text("id") else { return nil }
        let word = members.text("outcome")
        let outcome = word.flatMap(OutcomeWord.init(rawValue:))
        guard word == nil || outcome != nil else { return nil }
        return EndRequest(
            id: id, reason: members.text("reason"), outcome: outcome, by: members.text("by"),
            requestId: members.text("requestId"), ifVersion: members.integer("ifVersion"))
    }
}

extension WrapUpRequest {
    /// Texts of the request.
    public static let plainTexts = ["agent", "contact", "disposition", "note", "by", "requestId"]
    /// Integers of the request.
    public static let plainIntegers = ["extendMs", "ifVersion"]

    /// Reads a plain request; nil when a decoder must.
    public static func plain(_ members: PlainMembers) -> Self? {
        guard let agent = members.text("agent"), let contact = members.text("contact") else { return nil }
        return WrapUpRequest(
            agent: agent, contact: contact, disposition: members.text("disposition"), note: members.text("note"),
            extendMs: members.integer("extendMs"), by: members.text("by"), requestId: members.text("requestId"),
            ifVersion: members.integer("ifVersion"))
    }
}
