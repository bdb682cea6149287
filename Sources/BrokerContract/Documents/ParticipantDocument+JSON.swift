// SPDX-License-Identifier: Apache-2.0

extension ParticipantDocument: JSONWritable {
    func writeMembers(to text: inout JSONComposer) {
        text.member("agent", agent)
        text.member("role", role)
    }
}
