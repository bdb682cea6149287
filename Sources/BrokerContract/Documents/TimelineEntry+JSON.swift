// SPDX-License-Identifier: Apache-2.0

extension TimelineEntry: JSONWritable {
    func writeMembers(to text: inout JSONComposer) {
        text.member("at", at)
        text.member("event", event)
        text.member("seq", seq)
        text.member("agent", agent)
        text.member("agentSite", agentSite)
        text.member("offer", offer)
        text.member("why", why)
        text.member("topic", topic)
        text.member("priority", priority)
        text.member("outcome", outcome)
        text.member("reason", reason)
        text.member("by", by)
        text.member("disposition", disposition)
        text.member("note", note)
    }
}
