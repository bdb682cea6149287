// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica

/// A state of the log that a new generation might begin with.
public struct RecoveryCandidate: Sendable {
    /// Where it was found.
    public let source: String
    /// The generation of the log it is of.
    public let generation: Int
    /// The epoch.
    public let epoch: UInt64
    /// The sequence of its last event.
    public let sequence: UInt64
    /// The message of the log it stands at.
    public let logSequence: UInt64
    /// Pool time of its last event, milliseconds since 1970.
    public let time: Int64
    /// Contacts that have not ended.
    public let contacts: Int
    /// Sites it knows.
    public let sites: [String]
    /// The revision of the configuration.
    public let revision: UInt64
    /// Messages of the log by which it was carried on.
    public let messagesFolded: Int

    init(source: String, _ image: LogImage, messagesFolded: Int) {
        let engine = image.engine
        self.source = source
        self.messagesFolded = messagesFolded
        generation = Int(engine.generation)
        epoch = engine.epoch
        sequence = engine.sequence
        logSequence = image.logSequence
        time = engine.time.milliseconds
        contacts = engine.contactCount
        sites = engine.sitesInOrder.map(\.site.text)
        revision = engine.configuration.revision
    }
}
