// SPDX-License-Identifier: Apache-2.0

/// Mistakes that a test build can be told to make, one at a time: each must be found by the simulator. Without the
/// flag `PLANTED_BUGS` of the compiler there is nothing of them in the code.
public enum PlantedBug: String, CaseIterable, Sendable {
    // What the assignment protocol forbids (its §9), at the contact's home.
    case holdIgnoresTurn
    case connectIgnoresHold
    case newestOfferWins
    case releaseKeepsContactTurn
    case requeueKeepsTurn
    case goneOfUnseenOffer
    case withdrawnIgnoresOffer
    case noAskOnceConnected
    case noHoldTime
    case detachReleasesConnected
    // At the agent's home.
    case reserveIgnoresTurn
    case reserveWhileEngaged
    case releaseKeepsAgentTurn
    case withdrawnOfUnseenOffer
    case goneIgnoresOffer
    case connectedIgnoresOffer
    case noAskOnceBusy
    case noDeadline
    case noConfirmTime
    case movedAgentStays
    case farewellForgotten
    case remarkForgotten
    // Of an agent who has several contacts.
    case capacityIgnored
    case besideKeepsTurn
    case besideIsOver
    case noAskBeside
    case roomForgotten
    // Of either home: what is said and what is stored.
    case answersBeforeStore
    case reportOnce
    case restartForgetsReports
    case numbersNotReserved
    case enqueueTwice
    case cancelForgotten
    case numberIgnored
    case estimateRises
    case answersTwice
    case versionReused
    case placeNotLearnt
    case sweepForgetsUnreported
    case standstillCounts
    // Of a home with heirs.
    case heirsNotAwaited
    case copyToldBeforeStored
    case heirsRequiredWhenListed
    case heirsIgnoreVersion
    case heirForgottenWhenAsked
    case listedBeforeWhole
    case anybodyTakesHome
    case twoHomes
    // Of an island.
    case islandKeepsTurns
    case islandCountedOnce
    case islandForgotten
    case islandReservesNumbers
    case islandTakesStrangers
    // Of the owner and the log.
    case oldReportTaken
    case leavingSpins
    case offersBeforeCommit
    case retryWithNewExpectation
    case snapshotOffByOne
    case staleReadHalts
    case endedAdmitted
    case detachedStillMatched
    case unreadyMatched
    case requeueToTail
    case tieReversed
    case levelReversed
    case shortestIdle
    case strategyIgnored
    case agentLevelIgnored
    case triedIgnored
    case endsEarly
    case vacancyImagined
    case namedAgentIgnored
    // Of what is not due yet.
    case dueIgnored
    case dueForgotten
    case callbackToTail
    case hoursIgnored
    case channelHoursIgnored
    case slotOverbooked
    case slotUnasked
    case slotStale
    case slotKept
    // Of customers who are called before agents are asked.
    case calledUnreached
    case callUncounted
    case reachedToTail
    case overflowToTail
    case redialToTail
    case relaxIgnored
    case siteIgnored
    case relaxesEarly
    case relaxesNever
    case stepResetsPlace
    case lastAgentIgnored
    case lastAgentForEver
    // Of several agents who ring for one contact.
    case ringFreesWithFirst
    case ringTakesSecond
    case ringTwice
    case ringBeyondMost
    case ringAtOnce
    case ringIgnoresLevel
    // Of an agent who asks a colleague.
    case consultOutlives
    case consultOfAsker
    // Of a new generation of the log.
    case recoverKeepsEpoch
    case recoverKeepsNumbers
    case rangeNotAdopted
    case seenWithoutGeneration
    case actsOnLess

    #if PLANTED_BUGS
        /// The mistake this process makes. Set before anything runs, and not again.
        nonisolated(unsafe) public static var current: PlantedBug?
    #endif
}

/// Whether this process makes a mistake on purpose. False, and gone, in every build but a test build for it.
@inlinable
@inline(__always)
public func isPlanted(_ bug: PlantedBug) -> Bool {
    #if PLANTED_BUGS
        PlantedBug.current == bug
    #else
        false
    #endif
}
