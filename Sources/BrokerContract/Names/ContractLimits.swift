// SPDX-License-Identifier: Apache-2.0

/// Every bound of the contract in one table; past one of them a request is refused with `bad_request`.
public enum ContractLimits {
    /// Bytes of a request.
    public static let requestBytes = 64 * 1024
    /// Bytes of a `config.apply` request, and of a configuration as YAML.
    public static let configurationBytes = 1024 * 1024
    /// Levels of objects and arrays in a document, the document itself included.
    public static let nesting = 32
    /// Characters of a number as it is written.
    public static let numberLength = 32
    /// The largest exponent a number may be written with, up or down.
    public static let exponent = 64
    /// Characters of a pool's, site's or node's name.
    public static let nameLength = 32
    /// Characters of a contact's, agent's, topic's or skill's id, and of a `requestId`.
    public static let identifierLength = 64
    /// Topics of one agent.
    public static let topicsPerAgent = 256
    /// Skills of one agent.
    public static let skillsPerAgent = 64
    /// Skills one contact may require.
    public static let requirementsPerContact = 16
    /// Relax steps of a topic.
    public static let relaxSteps = 8
    /// Contacts of one channel an agent may have at once.
    public static let channelCapacity = 100
    /// Agents of one heartbeat.
    public static let agentsPerHeartbeat = 1_000
    /// Members of a contact's attributes, at the top.
    public static let attributes = 64
    /// Bytes of a contact's attributes as they are written.
    public static let attributesBytes = 8 * 1024
    /// Bytes of a number, address or name of a person.
    public static let addressBytes = 256
    /// Bytes of a reason, disposition or other short text.
    public static let reasonBytes = 256
    /// Bytes of a note.
    public static let noteBytes = 4 * 1024
    /// Dispositions a topic may name.
    public static let dispositions = 64
    /// Milliseconds by which one request may make a wrap-up longer: an hour.
    public static let wrapUpExtensionMs = 3_600_000
    /// Bytes of a language tag (BCP 47).
    public static let languageBytes = 35
    /// Entries of one page.
    public static let page = 1_000
    /// Entries of one page unless told otherwise.
    public static let pageDefault = 100
    /// The last instant, in milliseconds since 1970: the end of the year 9999.
    public static let instantMs = 253_402_300_799_999
    /// The longest duration, in milliseconds: 365 days.
    public static let durationMs = 365 * 24 * 3_600_000
    /// Contacts that may be allowed to wait, for one topic or in all.
    public static let waiting = 2_000_000
    /// Agents whom one contact may ring.
    public static let ringAgents = 16
    /// Topics of a configuration.
    public static let topics = 10_000
    /// Calendars of a configuration.
    public static let calendars = 256
    /// Open callbacks to one number that a topic may allow.
    public static let callbacksPerNumber = 10
    /// Appointments that a topic may give in one slot.
    public static let appointmentsPerSlot = 10_000
    /// Days from now in which a topic may give appointments.
    public static let appointmentDays = 90
    /// Ranges of numbers to which a pool promises no callback.
    public static let blockedRanges = 1_000
    /// Times of one day of a calendar.
    public static let rangesPerDay = 8
    /// Dates on which a calendar is closed.
    public static let closedDates = 1_000
    /// Numbers that callers dial, of a configuration.
    public static let numbers = 10_000
    /// Characters of a number that callers dial.
    public static let dialledLength = 32
    /// Menus that a caller goes through, one behind the other; and so the digits of one call.
    public static let menuDepth = 4
    /// Choices of a number, in all its menus.
    public static let menuChoices = 64
    /// Agents of a configuration.
    public static let agents = 50_000
}
