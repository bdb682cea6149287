// SPDX-License-Identifier: Apache-2.0
import BrokerModel

extension PlantedBug {
    /// The seed in which a rare one was found last: the hunt begins there. It only saves time; when what seeds draw
    /// changes, the hunt says the new ones.
    var likelySeed: UInt64 {
        switch self {
        case .connectIgnoresHold, .leavingSpins, .newestOfferWins: 21
        case .connectedIgnoresOffer: 23
        case .heirsIgnoreVersion: 28
        case .placeNotLearnt: 32
        case .copyToldBeforeStored: 36
        case .slotStale: 39
        case .lastAgentForEver: 40
        case .heirsRequiredWhenListed: 48
        case .standstillCounts: 93
        case .islandTakesStrangers: 99
        case .rangeNotAdopted, .recoverKeepsNumbers: 125
        case .noHoldTime: 138
        case .listedBeforeWhole: 161
        default: 1
        }
    }
}
