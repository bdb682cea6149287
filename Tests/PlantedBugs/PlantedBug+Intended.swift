// SPDX-License-Identifier: Apache-2.0
import BrokerModel

extension PlantedBug {
    /// The invariants that are there to find it.
    var intended: [String] {
        switch self {
        case .holdIgnoresTurn: ["S4"]
        case .reserveIgnoresTurn: ["S4", "S2", "S6"]
        case .connectIgnoresHold: ["S4", "S6", "S5"]
        case .releaseKeepsContactTurn, .requeueKeepsTurn, .releaseKeepsAgentTurn: ["S4", "L2", "L3", "S5", "I14"]
        case .goneOfUnseenOffer, .withdrawnOfUnseenOffer: ["S4"]
        case .withdrawnIgnoresOffer: ["S6", "S4"]
        case .goneIgnoresOffer, .detachReleasesConnected: ["S6"]
        case .connectedIgnoresOffer: ["S5"]
        case .noAskOnceConnected: ["S5", "L3", "I10"]
        case .noAskOnceBusy: ["S5", "L3"]
        case .noHoldTime, .noDeadline: ["L2"]
        case .noConfirmTime: ["L2", "C3"]
        case .reserveWhileEngaged: ["S2", "S6"]
        case .movedAgentStays: ["I4", "L2", "L3"]
        case .farewellForgotten: ["I10", "L3"]
        case .remarkForgotten: ["C9"]
        case .capacityIgnored: ["I21", "S2"]
        case .besideKeepsTurn: ["S4"]
        case .besideIsOver: ["S6"]
        case .noAskBeside: ["S5", "L3"]
        case .roomForgotten: ["I15"]
        case .answersBeforeStore: ["S3", "I1"]
        case .reportOnce, .restartForgetsReports: ["L3", "L2"]
        case .sweepForgetsUnreported: ["L3", "I2", "I10", "I14", "S4"]
        case .numbersNotReserved: ["I11", "I14"]
        case .enqueueTwice: ["I2"]
        case .cancelForgotten: ["S3"]
        case .numberIgnored: ["W5"]
        case .estimateRises: ["W4"]
        case .answersTwice: ["C1"]
        case .versionReused: ["C2"]
        case .standstillCounts: ["A3"]
        case .newestOfferWins: ["S4"]
        case .heirsNotAwaited, .copyToldBeforeStored, .heirsRequiredWhenListed, .heirsIgnoreVersion,
            .heirForgottenWhenAsked, .listedBeforeWhole, .anybodyTakesHome, .twoHomes:
            Self.lostFact
        case .islandKeepsTurns: ["S4"]
        case .islandForgotten: ["L2", "L3"]
        case .islandTakesStrangers: ["I4", "I16", "S6"]
        case .islandCountedOnce, .islandReservesNumbers: ["I16"]
        case .oldReportTaken: ["O2"]
        case .leavingSpins: ["L4"]
        case .offersBeforeCommit: ["I5", "I13", "I14"]
        case .retryWithNewExpectation: ["I12"]
        case .snapshotOffByOne: ["I13", "L2", "precondition"]
        case .staleReadHalts: ["I14"]
        case .endedAdmitted: ["I10"]
        // Every site is detached when a generation begins, and back in a line it never left when it is attached.
        case .detachedStillMatched: ["O1", "precondition"]
        case .unreadyMatched: ["I4"]
        case .requeueToTail: ["I8"]
        case .tieReversed: ["I7", "I16"]
        case .levelReversed: ["I6", "I16"]
        case .shortestIdle, .strategyIgnored, .agentLevelIgnored, .triedIgnored: ["I17"]
        case .endsEarly: ["C4", "C5"]
        case .vacancyImagined: ["C8"]
        case .dueIgnored: ["W1"]
        case .dueForgotten: ["W2"]
        case .callbackToTail: ["I8"]
        case .hoursIgnored: ["W3"]
        case .overflowToTail: ["I8"]
        case .redialToTail: ["W6"]
        case .ringFreesWithFirst: ["S8"]
        case .ringTakesSecond: ["S1", "S4", "S6"]
        case .ringTwice, .ringBeyondMost, .ringAtOnce, .ringIgnoresLevel: ["I20"]
        case .namedAgentIgnored, .siteIgnored: ["I19", "I15"]
        case .relaxIgnored: ["I15", "I6", "I7", "I17"]
        case .relaxesEarly, .relaxesNever: ["C6"]
        case .stepResetsPlace: ["I8"]
        case .lastAgentIgnored: ["I19", "I15"]
        case .lastAgentForEver: ["C7"]
        case .recoverKeepsEpoch: ["I12"]
        case .recoverKeepsNumbers: ["I11", "I2", "I10", "L3"]
        case .rangeNotAdopted: ["L3", "I10"]
        case .seenWithoutGeneration, .actsOnLess: ["I14"]
        }
    }

    /// A node holds a home and lacks a fact, or two make facts of one: whichever of the cell's promises the fact was
    /// under.
    private static let lostFact = ["I1", "I10", "I14", "L2", "L3", "S1", "S2", "S3", "S4", "S5", "S6"]
}
