// SPDX-License-Identifier: Apache-2.0

/// Every bound of the broker in one table. Full means a clear error at the door, never a silent drop: a table or a disk
/// that has no room says `full`, a ring or a queue of commands `unavailable`, both with when to repeat if it passes.
public enum Limits {
    /// Bytes of a pool's, site's or node's name.
    public static let nameLength = 32
    /// Bytes of a contact's, agent's, topic's or skill's id.
    public static let identifierLength = 64
    /// Sites in a pool.
    public static let sites = 64
    /// Nodes of a site that keep a copy of its home, beside the holder.
    public static let heirs = 2
    /// Steps of a copy that may wait for an heir's disk; an heir that is further behind is dropped.
    public static let heirBacklog = 50_000
    /// Records in one step of a new copy.
    public static let copyRecords = 256
    /// Contacts of one island, and of one line, that are looked at to say how far an island's order deviated.
    public static let overtakenMax = 1_000
    /// Topics in a pool.
    public static let topics = 10_000
    /// Agents a pool remembers, logged in or not.
    public static let agents = 50_000
    /// Contacts of a pool that have not ended.
    public static let contacts = 2_000_000
    /// Topics one agent may serve.
    public static let topicsPerAgent = 256
    /// Skills one agent may have.
    public static let skillsPerAgent = 64
    /// Skills one contact may require.
    public static let requirementsPerContact = 16
    /// Contacts one agent may have at once.
    public static let contactsAtOnce = 20
    /// Relax steps of a topic.
    public static let relaxSteps = 8
    /// Bytes of a number that callers dial.
    public static let dialledLength = 32
    /// Menus that a caller goes through, one behind the other.
    public static let menuDepth = 4
    /// Agents whom one contact may ring before it is in its line again: each costs both homes a fact and four words.
    public static let ringAgents = 16
    /// Claim numbers reserved at once for one home.
    public static let claimRangeSize: UInt64 = 10_000
    /// The largest contact number: nine digits, so that a claim has ten with its check digit.
    public static let contactNumberMax: UInt64 = 999_999_999
    /// Bytes of events in one batch; the log's largest message is this and a header.
    public static let batchBytes = 256 * 1024
    /// Bytes of a configuration in the log: one message with its batch, below the usual limit of a server.
    public static let configurationBytes = 700 * 1024
    /// Commands taken into one batch.
    public static let batchCommands = 2_048
    /// Commands that may wait at the owner for their batch.
    public static let ownerBacklog = 100_000
    /// Entries kept of a contact's timeline in its cell.
    public static let timelineEntries = 64
    /// The last conversations of an agent, which can still be remarked on.
    public static let talks = 4
    /// Conversations of a contact of which remarks are kept: the last ones.
    public static let remarks = 32
    /// Contacts a home remembers, ended ones of the last 24 hours included.
    public static let cellsPerHome = 1_000_000
    /// Requests whose id a home remembers for ten minutes: a thousand a second.
    public static let rememberedRequests = 600_000
    /// Words of a home that may wait for its disk and its heirs' disks; then it takes no requests, and repeats nothing.
    public static let gateBacklog = 200_000
    /// Cells told to the owner again at once: what is left is told a moment later.
    public static let reportsAtOnce = 10_000
    /// Contacts of a home that starts whose positions are looked at first at one time: those after them come later.
    public static let looksTogether = 1_000
    /// Offers decided at once when many agents meet many contacts, and what completes the last one's ring: the rest
    /// comes in the next batches.
    public static let offersPerStep = 1_000
    /// Topics a pool remembers: the configured ones, and those that agents have named at their login.
    public static let topicsRemembered = 20_000
    /// Requests a home may have unanswered.
    public static let pendingRequests = 50_000
    /// Milliseconds an ended contact, or a cancel of an unknown one, is remembered: 24 hours.
    public static let tombstoneMs: Int64 = 24 * 3_600_000
    /// Ended contacts forgotten in one sweep: after a day without a node there may be very many.
    public static let sweptAtOnce = 20_000
    /// Milliseconds a request id is remembered: 10 minutes.
    public static let requestMemoryMs: Int64 = 600_000
    /// Milliseconds from 1970, before or after, that an instant may be: 285 years.
    public static let instantMsMax: Int64 = 9_000_000_000_000
    /// Milliseconds that a duration of a configuration, an offer or a wait may have: 366 days.
    public static let durationMsMax: Int64 = 366 * 24 * 3_600_000
    /// Milliseconds from now to the instant that a contact may be scheduled for: 365 days.
    public static let scheduledMs: Int64 = 365 * 24 * 3_600_000
    /// Lookups in the history that may wait for its disk.
    public static let historyLookups = 16
    /// Free bytes of a node's disk below which it warns, or a tenth of the disk if that is less: room for days of
    /// cells, and for the operator to act.
    public static let diskLowBytes: UInt64 = 500_000_000
    /// Free bytes of a node's disk below which it takes no new contacts, or a fiftieth of the disk if that is less:
    /// three times what the store's write-ahead log may grow to, so that what is here goes on.
    public static let diskShortBytes: UInt64 = 50_000_000
    /// Messages that the client library may hold for one subscription of a node; past it, it drops new ones and says so
    /// (`slowConsumer`), and what was lost is asked for or said again.
    public static let subscriptionMessages = 1_000_000
    /// Bytes of those messages; past it the same.
    public static let subscriptionBytes = 256 * 1024 * 1024
    /// Messages between the network's thread and the engine's; past it a request is answered `unavailable`, and what
    /// nodes say is lost, to be said again.
    public static let networkRing = 65_536
    /// Messages between the log's reading and the engine's thread; past it the reading waits.
    public static let readingRing = 4_096
    /// Arrivals taken from one ring in one turn.
    public static let arrivalsPerTurn = 512
    /// Writes that wait for the store's thread; past it the engine waits.
    public static let storeBacklog = 65_536
    /// Writes of one transaction of the store.
    public static let storeGroup = 4_096
    /// Messages to another node in one frame.
    public static let frameMessages = 512
    /// Bytes past which a frame is divided.
    public static let frameBytes = 256 * 1024
    /// Messages of the log whose digests are remembered, to notice that one was replaced: as many as a power cut can
    /// cost at some thirty batches a second, two minutes.
    public static let recentDigests = 4_096
    /// Agents named in the explanation of an offer: so many who could have had it, and so many who could not.
    public static let explainedAgents = 256
    /// Heads of lines named in the explanation of an offer.
    public static let explainedHeads = 32
    /// Events of a contact, or of all contacts of a claim, that an explanation holds.
    public static let trailEntries = 1_000
    /// Callers of a pool who gave up and whose places are kept, for when they call again: the last ones.
    public static let redials = 100_000
    /// Open callbacks to one number that a topic may allow.
    public static let callbacksPerNumber = 10
    /// Appointments that a topic may give in one slot.
    public static let appointmentsPerSlot: UInt32 = 10_000
    /// Days from now in which a topic may give appointments.
    public static let appointmentDays = 90
    /// Slots that the log keeps for one contact at once: the one it has comes on top.
    public static let slotsHeld = 4
    /// Slots looked at for one answer: what is left comes with the next.
    public static let slotsAtOnce = 3_000
    /// Ranges of numbers to which a pool promises no callback.
    public static let blockedRanges = 1_000
    /// Configurations that a node's history keeps: the last ones.
    public static let configurationsKept = 1_000
    /// Batches between two snapshots.
    public static let batchesPerSnapshot: UInt64 = 5_000
    /// Bytes of one chunk of a snapshot.
    public static let snapshotChunkBytes = 256 * 1024
}
