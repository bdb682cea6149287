// SPDX-License-Identifier: Apache-2.0

extension AgentDocument: JSONWritable {
    func writeMembers(to text: inout JSONComposer) {
        text.member("agent", agent)
        text.member("version", version)
        text.member("site", site)
        text.member("node", node)
        text.member("name", name)
        text.member("intent", intent)
        text.member("reason", reason)
        text.member("by", by)
        text.member("activity", activity)
        text.member("topics", topics)
        text.member("skills", skills)
        text.member("channels", channels)
        text.member("agentAddress", agentAddress)
        text.member("contacts", contacts)
        if let wrapping { text.member("wrapping", wrapping) }
        if let room { text.member("room", room) }
        text.member("offers", offers)
        text.member("since", since)
        text.member("seq", seq)
        text.member("island", island)
    }
}
