// SPDX-License-Identifier: Apache-2.0

/// A topic.
public struct TopicConfiguration: Hashable, Sendable {
    /// The priority of its contacts unless they say: 0–255.
    public var priority: Int
    /// Which of several free agents is asked first.
    public var strategy: StrategyWord
    /// How long an offer lasts, 1 s to 10 min.
    public var offerTimeout: ConfiguredDuration
    /// What happens to an agent who lets offers expire.
    public var noAnswer: NoAnswerConfiguration
    /// How long an agent has to finish after a contact, 0 to 24 h.
    public var wrapUp: ConfiguredDuration
    /// What counts as answered in time, 1 ms or more.
    public var serviceLevel: ConfiguredDuration
    /// Who leaves within this is not counted against the service level.
    public var shortAbandon: ConfiguredDuration
    /// The most contacts that may wait for it: 1–2,000,000.
    public var maxWaiting: Int
    /// How long a contact may be in line before it ends as `maxWait`, 1 s or more; nil for ever.
    public var maxWait: ConfiguredDuration?
    /// The calendar by which it takes contacts; nil for always.
    public var calendar: String?
    /// Hours of single channels: a calendar, or `always`; nil for those of `calendar` on every channel.
    public var calendars: [String: String]?
    /// How often a customer is called back; nil for once.
    public var callback: CallbackConfiguration?
    /// Where its contacts go that have waited too long; nil for nowhere.
    public var overflow: OverflowConfiguration?
    /// When nobody is let in, since nobody could take them.
    public var refuseWhen: [VacancyWord]?
    /// When who waits is sent away, since nobody could take them.
    public var leaveWhen: [VacancyWord]?
    /// How long that must have lasted, and a contact have waited, 1 s or more.
    public var leaveAfter: ConfiguredDuration?
    /// The topic to which its contacts escalate.
    public var escalateTo: String?
    /// The highest level in the topic of agents who are asked, 1–9, until a step says otherwise; nil for all, or, where
    /// a step says a level, for the first.
    public var maxLevel: Int?
    /// What is asked less of who serves its contacts as they wait: at most eight steps.
    public var relax: [RelaxConfiguration] = []
    /// How long a contact waits for its last agent alone, 0 to 10 min; 0 for not at all.
    public var lastAgent = ConfiguredDuration(seconds: 20)
    /// How long the place of a caller who gave up is kept, 0 to 24 h; 0 for not at all.
    public var redial = ConfiguredDuration(milliseconds: 0)
    /// How several agents are rung, where the strategy rings several; nil for the defaults.
    public var ring: RingConfiguration?
    /// Which appointments it gives; nil for none.
    public var appointments: AppointmentsConfiguration?
    /// What it wants to hear of how its conversations came out; nil for whatever is said.
    public var dispositions: DispositionsConfiguration?
    /// How long an agent is asked nothing who has rejected an offer, 0 to 24 h.
    public var rejectDelay = ConfiguredDuration(seconds: 2)
    /// How long an agent is asked nothing whose phone was busy, 0 to 24 h.
    public var busyDelay = ConfiguredDuration(seconds: 2)

    /// Puts a document together.
    public init(
        priority: Int = 100, strategy: StrategyWord = .longestIdle,
        offerTimeout: ConfiguredDuration =
            ConfiguredDuration(seconds: 20), noAnswer: NoAnswerConfiguration = NoAnswerConfiguration(),
        wrapUp:
            ConfiguredDuration = ConfiguredDuration(seconds: 30),
        serviceLevel: ConfiguredDuration =
            ConfiguredDuration(seconds: 20), shortAbandon: ConfiguredDuration = ConfiguredDuration(seconds: 5),
        maxWaiting: Int = 1_000, maxWait: ConfiguredDuration? = nil, overflow: OverflowConfiguration? = nil,
        escalateTo: String? = nil, refuseWhen: [VacancyWord]? = nil, leaveWhen: [VacancyWord]? = nil,
        leaveAfter: ConfiguredDuration? = nil, callback: CallbackConfiguration? = nil,
        calendar: String? = nil
    ) {
        self.priority = priority
        self.strategy = strategy
        self.offerTimeout = offerTimeout
        self.noAnswer = noAnswer
        self.wrapUp = wrapUp
        self.serviceLevel = serviceLevel
        self.shortAbandon = shortAbandon
        self.maxWaiting = maxWaiting
        self.maxWait = maxWait
        self.callback = callback
        self.calendar = calendar
        self.overflow = overflow
        self.escalateTo = escalateTo
        self.refuseWhen = refuseWhen
        self.leaveWhen = leaveWhen
        self.leaveAfter = leaveAfter
    }
}
