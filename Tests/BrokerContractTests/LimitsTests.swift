// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerModel
import Testing

/// The contract's table and the broker's are two, since a client needs only the first; where they speak of the same
/// they agree, so that what the reader lets in has room.
@Suite struct LimitsTests {
    @Test func theTwoTablesAgree() {
        #expect(ContractLimits.nameLength == Limits.nameLength)
        #expect(ContractLimits.identifierLength == Limits.identifierLength)
        #expect(ContractLimits.topicsPerAgent == Limits.topicsPerAgent)
        #expect(ContractLimits.ringAgents == Limits.ringAgents)
        #expect(ContractLimits.callbacksPerNumber == Limits.callbacksPerNumber)
        #expect(ContractLimits.appointmentsPerSlot == Int(Limits.appointmentsPerSlot))
        #expect(ContractLimits.appointmentDays == Limits.appointmentDays)
        #expect(ContractLimits.blockedRanges == Limits.blockedRanges)
        #expect(ContractLimits.skillsPerAgent == Limits.skillsPerAgent)
        #expect(ContractLimits.requirementsPerContact == Limits.requirementsPerContact)
        #expect(ContractLimits.relaxSteps == Limits.relaxSteps)
        #expect(ContractLimits.topics == Limits.topics)
        #expect(ContractLimits.agents == Limits.agents)
        #expect(ContractLimits.waiting == Limits.contacts)
        #expect(ContractLimits.durationMs <= Limits.durationMsMax)
        #expect(ContractLimits.configurationBytes >= Limits.configurationBytes)
    }
}
