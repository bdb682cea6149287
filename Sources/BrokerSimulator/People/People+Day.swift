// SPDX-License-Identifier: Apache-2.0
import BrokerModel

extension People {
    /// How busy the day is.
    struct Day {
        var sites: Int
        var topics: [TopicID]
        var desksPerSite: Int
        var arrivalMean: Int64
        var patienceMean: Int64
        var talkMean: Int64
        var moodMean: Int64
        /// Whether people also write, and some agents have several of them at once.
        var isMixed = false
        /// Whether customers are called before any agent is asked, and some come to be called.
        var callsFirst = false

        static func drawn(sites: Int, topics: [TopicID], _ random: inout SplitMix64) -> Day {
            let second: Int64 = 1_000_000_000
            var day = Day(
                sites: sites, topics: topics, desksPerSite: 1 + random.below(4),
                arrivalMean: random.among(2 * second...20 * second),
                patienceMean: random.among(10 * second...90 * second),
                talkMean: random.among(1 * second...25 * second), moodMean: random.among(15 * second...240 * second))
            day.isMixed = random.chance(500)
            return day
        }
    }
}
