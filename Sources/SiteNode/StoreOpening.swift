// SPDX-License-Identifier: Apache-2.0
import BrokerModel
package import BrokerReplica
import Foundation
package import HomeStore

/// Opens a home's store and reads what is in it.
package enum StoreOpening {
    /// Opens the store, or makes it. A rejoining node puts an old one aside: nothing of it may be believed.
    static func open(_ options: NodeOptions) throws(NodeError) -> Store {
        let directory = options.dataDirectory + "/home"
        do {
            if options.isRejoining, FileManager.default.fileExists(atPath: directory) {
                let aside = "\(directory).before-rejoin-\(Int(Date().timeIntervalSince1970))"
                try FileManager.default.moveItem(atPath: directory, toPath: aside)
            }
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            return try Store(directory: directory, create: true)
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
