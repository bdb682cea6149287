// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import WebGateway

@Suite struct DeskRollTests {
    @Test func onlyTheLastOfAnAgentsDesksCloses() {
        var roll = DeskRoll()
        let opened = ["anna", "anna", "bruno"].map { roll.opens($0) }
        for agent in ["anna", "bruno"] { roll.letIn(agent) }
        let closings = ["anna", "bruno", "anna"].map { roll.closes($0) }
        #expect(opened == [true, true, true])
        #expect(closings == [nil, 1, 2])
        #expect(roll.count == 0 && !roll.isOpen("anna"))
        let gone = [roll.isGone("anna", since: 2), roll.isGone("anna", since: 2), roll.isGone("bruno", since: 1)]
        #expect(gone == [true, false, true])
    }

    @Test func whoComesBackMeanwhileIsNotGone() {
        var roll = DeskRoll()
        _ = roll.opens("anna")
        roll.letIn("anna")
        let first = roll.closes("anna")
        _ = roll.opens("anna")
        let whileBack = roll.isGone("anna", since: 1)
        // Closed again before she has said anything: she is in all the same.
        let second = roll.closes("anna")
        let gone = [roll.isGone("anna", since: 1), roll.isGone("anna", since: 2)]
        #expect(first == 1 && second == 2)
        #expect(!whileBack)
        #expect(gone == [false, true])
    }

    @Test func whoNeverCameInIsNotSaidToBeGone() {
        var roll = DeskRoll()
        _ = roll.opens("anan")
        let closing = roll.closes("anan")
        roll.letIn("anan")
        _ = roll.opens("anan")
        let again = roll.closes("anan")
        #expect(closing == nil && again == nil)
    }

    @Test func thereIsRoomForSoMany() {
        var roll = DeskRoll()
        let opened = (0...WebLimits.desks).map { roll.opens("a\($0)") }
        #expect(opened.dropLast().allSatisfy { $0 })
        #expect(opened.last == false)
        _ = roll.closes("a0")
        let opensNow = roll.opens("one more")
        #expect(opensNow)
    }
}
