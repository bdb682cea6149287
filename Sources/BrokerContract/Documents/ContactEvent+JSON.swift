// SPDX-License-Identifier: Apache-2.0

extension ContactEvent: JSONWritable {
    func writeMembers(to text: inout JSONComposer) {
        text.member("event", event)
        text.member("id", id)
        text.member("version", version)
        text.member("at", at)
        text.member("seq", seq)
        text.member("position", position)
        text.member("estimatedWaitMs", estimatedWaitMs)
        text.member("offer", offer)
        text.member("offersLeft", offersLeft)
        text.member("agent", agent)
        text.member("agentSite", agentSite)
        text.member("agentAddress", agentAddress)
        text.member("expiresAt", expiresAt)
        text.member("notBeforeAt", notBeforeAt)
        text.member("slotAt", slotAt)
        text.member("why", why)
        text.member("outcome", outcome)
        text.member("topic", topic)
        text.member("priority", priority)
        text.member("claim", claim)
        text.member("reason", reason)
        text.member("by", by)
        text.member("disposition", disposition)
        text.member("note", note)
        text.member("consult", consult)
        text.member("consultOf", consultOf)
    }
}
