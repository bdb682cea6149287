// SPDX-License-Identifier: Apache-2.0

/// Who answers and who calls in 2014: shares from the source document where it has them, else assumed.
enum People {
    /// Agents employed (published).
    static let employed = 26
    /// Agents a year later, after five were hired (published).
    static let employedAfterHiring = 31
    /// Share of them on duty on a day, holidays, illness and training taken off.
    static let onDutyShare = 0.75
    /// What is left of that in August.
    static let augustShare = 0.62
    /// Standard deviation of the number on duty.
    static let onDutySpread = 1.0

    /// Share of calls that are training: how to use the product (published: about 80 %). The others are blocking: the
    /// caller can't work.
    static let trainingShare = 0.80
    /// Mean minutes of a training call, wrap-up included, and its standard deviation in means.
    static let trainingTalk = (mean: 11.0, variation: 0.80)
    /// The same of a blocking call.
    static let blockingTalk = (mean: 6.0, variation: 0.90)
    /// Mean minutes of a call.
    static let meanTalk = trainingShare * trainingTalk.mean + (1 - trainingShare) * blockingTalk.mean

    /// Share of callers who say yes to an appointment, where one is offered, and to a callback.
    static let acceptingShare = 0.5
    /// Share of calls to customers that they miss.
    static let missingShare = 0.15
    /// By topic, appointments given in each half hour.
    static let appointments: [UInt32] = [4, 3, 2, 1]

    /// What calls are about, and their shares.
    static let topics = ["firma", "pec", "pct", "altro"]
    static let topicShares = [0.40, 0.30, 0.20, 0.10]
    /// Where they come in, and their shares.
    static let sites = ["roma", "milano", "napoli"]
    static let siteShares = [0.45, 0.33, 0.22]
}
