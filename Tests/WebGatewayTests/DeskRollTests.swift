// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import WebGateway

@Suite struct DeskRollTests {
    @Test func onlyTheLastOfAnAgentsDesksCloses() {
        var roll = DeskRoll()
        let opened = ["anna", "anna", "bruno"].map { roll.opens($0) }
        let wasLast = ["anna", "bruno", "anna"].map { roll.closes($0) }
        #expect(opened == [true, true, true])
        #expect(wasLast == [false, true, true])
        #expect(roll.count == 0)
    }

    @Test func thereIsRoomForSoMany() {
        var roll = DeskRoll()
        let opened = (0...WebLimits.desks).map { roll.opens("a\($0)") }
        #expect(opened.dropLast().allSatisfy { $0 })
        #expect(opened.last == false)
        let wasLast = roll.closes("a0")
        let opensNow = roll.opens("one more")
        #expect(wasLast && opensNow)
    }
}
