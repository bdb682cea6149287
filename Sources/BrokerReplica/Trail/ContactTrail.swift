// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
public import BrokerModel

/// Everything that a stretch of the log says of a contact, or of all contacts of a claim, with the reasons of each
/// offer: the log is folded once more, and just before an offer the engine is asked.
public struct ContactTrail: Sendable {
    /// Whose trail.
    public enum Subject: Hashable, Sendable {
        /// All contacts of a claim.
        case claim(ClaimNumber)
        /// A contact by its client's name, which two sites may both have given.
        case contact(ContactID)
    }

    private let subject: Subject
    private let authenticator: any BatchAuthenticator
    private var follower: Follower
    private var numbers: Set<ContactNumber> = []
    /// Contacts that were there already where the stretch begins, by number.
    public private(set) var foundAtBegin: [ContactRecord] = []
    /// The events, in the log's order; at most ``Limits/trailEntries``.
    public private(set) var entries: [TrailEntry] = []
    /// Whether there were more.
    public private(set) var isCut = false
    /// Why the log cannot be read by this build, if so.
    public private(set) var unreadable: String?
    /// Pool time where the stretch begins.
    public let beginsAt: PoolInstant
    /// The last event before the stretch.
    public let beginsAfter: UInt64

    /// A trail from an image on. Complexity: O(contacts).
    public init(of subject: Subject, from image: LogImage, authenticator: any BatchAuthenticator) {
        self.subject = subject
        self.authenticator = authenticator
        follower = Follower(from: image, authenticator: authenticator)
        beginsAt = image.engine.time
        beginsAfter = image.engine.sequence
        for (site, _) in image.engine.sitesInOrder {
            for contact in image.engine.contacts(of: site) where isMeant(contact.record) {
                foundAtBegin.append(contact.record)
                numbers.insert(contact.record.number)
            }
        }
        if case .claim(let claim) = subject { numbers.insert(claim.contact) }
    }

    /// How far the log was read: its messages.
    public var logSequence: UInt64 { follower.logSequence }

    /// Pool time of what was read last.
    public var endsAt: PoolInstant { follower.engine.time }

    /// Takes the next message of the log. Complexity: O(bytes); O(state) for one that says something of the subject.
    public mutating func take(sequence: UInt64, bytes: [UInt8]) {
        // A copy of the state costs its size when the fold changes it: only for messages that need it.
        let isConcerned = (try? Batch(decoding: bytes, with: authenticator)).map { concerns($0) } ?? false
        var before = isConcerned ? follower.engine : nil
        switch follower.fold(sequence: sequence, bytes: bytes) {
        case .folded(let batch):
            guard isConcerned else { return }
            for event in batch.events {
                if let event { note(event, before, batch.time) }
                before?.apply(event, at: batch.time)
            }
        case .unreadable(let why): unreadable = "message \(sequence): \(why)"
        case .known, .gap, .foreign, .doubtful, .replaced, .newer: break
        }
    }

    private func isMeant(_ record: ContactRecord) -> Bool {
        switch subject {
        case .claim(let claim): record.claim == claim
        case .contact(let id): record.id == id
        }
    }

    private func concerns(_ batch: Batch) -> Bool {
        batch.events.contains { event in
            switch event {
            case .enqueued(let record, _)?: isMeant(record)
            case .offered(let offer)?: numbers.contains(offer.contact)
            case .contactReported(let report)?: numbers.contains(report.number)
            default: false
            }
        }
    }

    private mutating func note(_ event: Event, _ before: Engine?, _ at: PoolInstant) {
        guard let before else { return }
        let fact: (ContactNumber, TrailFact)
        switch event {
        case .enqueued(let record, _) where isMeant(record):
            numbers.insert(record.number)
            fact = (record.number, .entered(record))
        case .offered(let offer) where numbers.contains(offer.contact):
            fact = (offer.contact, .offered(offer, before.explanation(of: offer.contact)))
        case .contactReported(let report) where numbers.contains(report.number):
            fact = (report.number, .reported(report))
        default: return
        }
        guard entries.count < Limits.trailEntries else {
            isCut = true
            return
        }
        entries.append(TrailEntry(contact: fact.0, at: at, sequence: before.sequence + 1, fact: fact.1))
    }
}
