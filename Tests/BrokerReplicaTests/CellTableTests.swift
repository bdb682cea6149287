// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerReplica
@testable import BrokerSimulator

@Suite("The cells of a home")
struct CellTableTests {
    private func cell(_ number: ContactNumber, claim: ContactNumber? = nil, version: UInt64 = 1) -> ContactCell {
        let record = ContactRecord(
            number: number, id: ContactID(trusted: "c\(number)"), site: SiteID(trusted: "roma"),
            topic: TopicID(trusted: "t"), priority: 100, channel: .voice, arrival: PoolInstant(0),
            claim: ClaimNumber(claim ?? number), requirements: [], caller: nil)
        var cell = ContactCell(record: record, turn: Turn(1), phase: .waiting, version: version, fingerprint: [])
        cell.told = .unknown
        return cell
    }

    @Test("It is a dictionary whose numbers are in order", arguments: 1...20 as ClosedRange<UInt64>)
    func model(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var table = CellTable()
        var model: [ContactNumber: ContactCell] = [:]
        var copies: [(table: CellTable, model: [ContactNumber: ContactCell])] = []
        for step in 0..<4_000 {
            // Numbers of some ranges, few enough that each comes back.
            let number = ContactNumber(random.next() % 3 * 400_000_000 + 1 + random.next() % 400)
            switch random.next() % 6 {
            case 0, 1:
                let claim = ContactNumber(random.next() % 4 == 0 ? 1 + random.next() % 8 : number.value)
                let new = cell(number, claim: claim, version: UInt64(step))
                table[number] = new
                model[number] = new
            case 2:
                table[number] = nil
                model[number] = nil
            case 3:
                table[number]?.version += 1
                model[number]?.version += 1
            case 4:
                guard var ended = model[number] else { break }
                ended.phase = .ended(.handled)
                ended.endedAt = PoolInstant(Int64(step))
                ended.isInLog = step % 2 == 0
                ended.estimateErrorMs = step % 3 == 0 ? -Int32(step) : nil
                ended.enteredAt = step % 5 == 0 ? nil : Int64(step)
                ended.earliest = PoolInstant(-5)
                model[number] = ended
                table[number] = ended
                table.pack(number)
            default:
                #expect(table[number] == model[number])
                #expect(table.endedAt(number) == model[number]?.endedAt)
                #expect(table.encoded(number) == model[number]?.encoded())
                #expect(table.reported(number)?.turn == model[number]?.turn)
            }
            #expect(table.count == model.count && table.isEmpty == model.isEmpty)
            if step % 500 == 0 { copies.append((table, model)) }
        }
        copies.append((table, model))
        for (table, model) in copies {
            let sorted = model.keys.sorted()
            #expect(Array(table.numbers) == sorted)
            #expect(table.inOrder == sorted.map { model[$0] })
            let middle = ContactNumber(400_000_200)
            #expect(Array(table.numbers.above(middle)) == sorted.filter { $0 > middle })
            for claim in (1...10).map({ ClaimNumber(ContactNumber($0)) }) {
                #expect(table.numbers(of: claim).sorted() == sorted.filter { model[$0]?.record.claim == claim })
            }
        }
    }

    @Test("Who has a claim comes in order of coming, whatever the numbers")
    func claims() {
        var table = CellTable()
        let claim = ClaimNumber(ContactNumber(500))
        table[ContactNumber(500)] = cell(ContactNumber(500))
        for value in [700, 30, 600] as [UInt64] {
            table[ContactNumber(value)] = cell(ContactNumber(value), claim: claim.contact)
        }
        #expect(table.numbers(of: claim).map(\.value) == [500, 700, 30, 600])
        table[ContactNumber(500)] = nil
        table[ContactNumber(30)] = nil
        #expect(table.numbers(of: claim).map(\.value) == [700, 600])
    }

    @Test("A number that no contact can have is not there")
    func beyondAll() {
        var table = CellTable()
        table[ContactNumber(1)] = cell(ContactNumber(1))
        #expect(table[.none] == nil)
        #expect(table[ContactNumber(1 << 32 + 1)] == nil)
        #expect(table[ContactNumber(Limits.contactNumberMax + 1)] == nil)
    }

    @Test("Cells gone while one goes through the numbers are nil, and new ones are not met")
    func changedMeanwhile() {
        var table = CellTable()
        for value in 1...300 as ClosedRange<UInt64> { table[ContactNumber(value)] = cell(ContactNumber(value)) }
        var met: [UInt64] = []
        for number in table.numbers where table[number] != nil {
            met.append(number.value)
            table[ContactNumber(number.value + 1)] = nil
            table[ContactNumber(number.value + 1_000)] = cell(ContactNumber(number.value + 1_000))
        }
        #expect(met == (0..<150).map { 2 * $0 + 1 })
        #expect(table.count == 300)
    }

    @Test("Of one that goes on, or of which the owner is told, nothing is packed")
    func open() {
        var table = CellTable()
        let number = ContactNumber(7)
        table[number] = cell(number)
        table[number]?.toldPosition = 3
        table.pack(number)
        #expect(table[number]?.toldPosition == 3, "it was not put together again")
        table[number]?.phase = .ended(.abandoned)
        table[number]?.endedAt = PoolInstant(1)
        table[number]?.isReporting = true
        table.pack(number)
        #expect(table[number]?.toldPosition == 3)
        table[number]?.isReporting = false
        table.pack(number)
        #expect(table[number]?.toldPosition == 0)
    }

    @Test("A cell takes little: there are very many")
    func size() {
        #expect(MemoryLayout<ContactCell?>.stride <= 384)
    }
}
