// SPDX-License-Identifier: Apache-2.0
import Logging

/// The one list of keys that log lines carry.
enum LogKey {
    static let site = "site"
    static let node = "node"
    static let owner = "owner"
    static let epoch = "epoch"
    static let term = "term"
    static let logSequence = "log.sequence"
    static let eventSequence = "event.sequence"
    static let contact = "contact.id"
    static let claim = "contact.claim"
    static let count = "count"
    static let milliseconds = "island.ms"
    static let connections = "island.connections"
    static let outOfOrder = "island.out_of_order"
    static let mostAhead = "island.most_ahead"
    static let why = "why"
    static let attempts = "attempts"
    static let server = "nats.server"
    static let link = "nats.connection"
    static let generation = "generation"
    static let directory = "directory"
    static let freeBytes = "disk.free"
    static let error = "error"
}
