// SPDX-License-Identifier: Apache-2.0

extension AgentEvent: JSONWritable {
    func writeMembers(to text: inout JSONComposer) {
        text.member("event", event)
        text.member("id", id)
        text.member("version", version)
        text.member("at", at)
        text.member("seq", seq)
        text.member("offer", offer)
        text.member("contact", contact)
        text.member("claim", claim)
        text.member("topic", topic)
        text.member("priority", priority)
        text.member("channel", channel)
        text.member("caller", caller)
        text.member("callerAddress", callerAddress)
        text.member("waitedMs", waitedMs)
        text.member("expiresAt", expiresAt)
        text.member("attributes", attributes)
        text.member("contactSite", contactSite)
        text.member("customer", customer)
        text.member("language", language)
        text.member("why", why)
        text.member("outcome", outcome)
        text.member("intent", intent)
        text.member("activity", activity)
        text.member("reason", reason)
        text.member("by", by)
        text.member("consultOf", consultOf)
        text.member("consultBy", consultBy)
    }
}
