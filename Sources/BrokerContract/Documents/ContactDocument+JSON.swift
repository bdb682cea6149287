// SPDX-License-Identifier: Apache-2.0

extension ContactDocument: JSONWritable {
    func writeMembers(to text: inout JSONComposer) {
        text.member("id", id)
        text.member("version", version)
        text.member("claim", claim)
        text.member("topic", topic)
        text.member("site", site)
        text.member("priority", priority)
        text.member("channel", channel)
        text.member("state", state)
        text.member("provisional", provisional)
        text.member("island", island)
        text.member("position", position)
        text.member("estimatedWaitMs", estimatedWaitMs)
        text.member("arrivedAt", arrivedAt)
        text.member("notBeforeAt", notBeforeAt)
        text.member("slotAt", slotAt)
        text.member("callingUntilAt", callingUntilAt)
        text.member("attempt", attempt)
        text.member("offer", offer)
        text.member("agent", agent)
        text.member("agentSite", agentSite)
        text.member("agentAddress", agentAddress)
        text.member("offers", offers)
        text.member("participants", participants)
        text.member("consult", consult)
        text.member("consultOf", consultOf)
        text.member("outcome", outcome)
        text.member("endedAt", endedAt)
        text.member("timeline", timeline)
    }
}
