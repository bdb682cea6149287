// SPDX-License-Identifier: Apache-2.0

extension ContactOfferDocument: JSONWritable {
    func writeMembers(to text: inout JSONComposer) {
        text.member("offer", offer)
        text.member("agent", agent)
        text.member("agentSite", agentSite)
        text.member("agentAddress", agentAddress)
        text.member("expiresAt", expiresAt)
    }
}
