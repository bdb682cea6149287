// SPDX-License-Identifier: Apache-2.0
import BrokerModel
package import BrokerReplica
import Foundation
package import HomeStore
import Logging

/// Opens a home's store and reads what is in it.
package enum StoreOpening {
    /// In a store that was made to rejoin: it is not put aside again where nobody has taken back the word to rejoin.
    private static let mark = "/made-to-rejoin"

    /// Opens the store, or makes it.
    ///
    /// A rejoining node puts an old one aside: nothing of it may be believed. It does so once: a node that is started
    /// again as it was, with the operator's word still among its flags, goes on with what it has had since.
    ///
    /// - Returns: The store, and whether it rejoins.
    static func open(_ options: NodeOptions, _ logger: Logger) throws(NodeError) -> (Store, isRejoining: Bool) {
        let directory = options.dataDirectory + "/home"
        do {
            let files = FileManager.default
            let isMade = files.fileExists(atPath: directory + mark)
            if options.isRejoining, !isMade, files.fileExists(atPath: directory) {
                let aside = "\(directory).before-rejoin-\(Int(Date().timeIntervalSince1970))"
                try files.moveItem(atPath: directory, toPath: aside)
                logger.notice("the store that was here is put aside", metadata: [LogKey.directory: "\(aside)"])
            }
            try files.createDirectory(atPath: directory, withIntermediateDirectories: true)
            if options.isRejoining, !isMade { try Data().write(to: URL(fileURLWithPath: directory + mark)) }
            let store = try Store(directory: directory, create: true)
            guard options.isRejoining, !store.isNew else { return (store, options.isRejoining) }
            logger.warning("--rejoin has been done and is of no effect: start the node without it from now on")
            return (store, false)
        } catch let error as HomeStoreError {
            throw NodeError(.store, error.message)
        } catch {
            throw NodeError(
                .store, "cannot use \(directory): \(error.localizedDescription); choose another with --data")
        }
    }

    /// Reads every record.
    package static func read(_ store: Store) throws(NodeError) -> StoredHome {
        var home = StoredHome(incarnation: store.incarnation, openCount: store.openCount)
        let shelves: [(Shelf, StoreWrite.Shelf)] = [
            (.meta, .meta), (.contacts, .contacts), (.agents, .agents), (.requests, .requests),
        ]
        do {
            home.expect(contacts: try store.count(.contacts))
            for (shelf, own) in shelves {
                try store.load(shelf) { try home.add(own, key: $0.key, value: $0.value) }
            }
        } catch {
            throw NodeError(.store, error.message)
        }
        return home
    }
}
