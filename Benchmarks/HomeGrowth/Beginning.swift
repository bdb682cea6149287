// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import BrokerReplica
import HomeStore
import SiteNode

/// A node that begins from what is kept, in the steps of `Node`: what each costs.
struct Beginning {
    let kept: KeptNode

    func run() throws {
        let store = try Meter.part("open the store") { try kept.openStore(create: false) }
        let log = try kept.log()
        // What it is made of is gone when it begins: else it would copy all it changes.
        var (node, place) = try make(store, log: UInt64(log.count))
        Meter.part("read \(log.count) messages of the log") { node.read(log, after: place) }
        let longest = Meter.part("turns until it serves") { node.begin() }
        let after = Meter.part("turns of 10 s after that") { node.live(turns: 1_000) }
        print("longest turn \(Self.show(longest)) until it serves, \(Self.show(after)) in 10 s after that")
        print("\(node.waiting) wait")
        if let own = node.ownImage {
            try Meter.part("write the node's own image") { try kept.imageAside.write(own, at: 0) }
        }
        store.close()
    }

    private func make(_ store: Store, log count: UInt64) throws -> (GrowingNode, place: UInt64) {
        let own = try Meter.part("look at the node's own image") { try kept.image.look() }
        guard let own else { preconditionFailure("there is no image in \(kept.directory)") }
        var stored = try Meter.part("read the store") { try StoreOpening.read(store) }
        stored.haveSeen(own.place)
        let image = try Meter.part("read the snapshot") { try kept.snapshot() }
        let node = Meter.part("make the replica") {
            GrowingNode(from: image, store: stored, authenticator: kept.authenticator, log: count)
        }
        return (node, image.logSequence)
    }

    private static func show(_ nanoseconds: UInt64) -> String { "\(nanoseconds / 1_000_000) ms" }
}
