// SPDX-License-Identifier: Apache-2.0

extension OfferDocument: JSONWritable {
    func writeMembers(to text: inout JSONComposer) {
        text.member("offer", offer)
        text.member("contact", contact)
        text.member("claim", claim)
        text.member("topic", topic)
        text.member("priority", priority)
        text.member("channel", channel)
        text.member("caller", caller)
        text.member("waitedMs", waitedMs)
        text.member("expiresAt", expiresAt)
        text.member("attributes", attributes)
        text.member("contactSite", contactSite)
        text.member("customer", customer)
        text.member("language", language)
        text.member("at", at)
        text.member("consultOf", consultOf)
        text.member("consultBy", consultBy)
    }
}
