// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import QueueCore
import Testing

@testable import BrokerReplica

/// Two contacts of one id in a store: one came in late, after its client had been told that it is not, and the other is
/// the one that the client then got.
@Suite struct SameIDTests {
    private static func cell(_ number: UInt64, _ phase: ContactCell.Phase, told: Bool) -> ContactCell {
        let number = ContactNumber(number)
        let record = ContactRecord(
            number: number, id: ContactID(trusted: "c1"), site: SiteID(trusted: "roma"), topic: TopicID(trusted: "pec"),
            priority: 100, channel: .voice, arrival: PoolInstant(0), claim: ClaimNumber(number), requirements: [],
            caller: nil)
        return ContactCell(
            record: record, turn: Turn(1), phase: phase, version: told ? 2 : 1, fingerprint: told ? [1] : [])
    }

    /// A home that goes back to the node it came from gives out that one's numbers again: they say nothing of what is
    /// newer.
    @Test(arguments: [false, true]) func theIDMeansTheOneThatItsClientWasToldOf(isLateFirst: Bool) throws {
        let late = Self.cell(isLateFirst ? 1 : 9, .ended(.rejected), told: false)
        for phase in [ContactCell.Phase.waiting, .ended(.handled)] {
            let told = Self.cell(5, phase, told: true)
            for cells in [[late, told], [told, late]] {
                var store = StoredHome(incarnation: 1, openCount: 1)
                for cell in cells {
                    try store.add(
                        .contacts, key: StoreKey.contact(cell.record.number), value: cell.encoded())
                }
                #expect(store.numberByID[told.record.id] == told.record.number)
            }
        }
    }

    @Test func ofTwoThatWereToldItMeansTheOneThatGoesOn() {
        let (over, open) = (Self.cell(9, .ended(.handled), told: true), Self.cell(5, .waiting, told: true))
        var ended = over
        ended.endedAt = PoolInstant(1)
        #expect(open.isMeant(over: ended) && !ended.isMeant(over: open))
        #expect(Self.cell(7, .waiting, told: true).isMeant(over: open))
    }
}
