// SPDX-License-Identifier: Apache-2.0
package import BrokerModel
package import HomeStore

extension StoreChange {
    /// The store's form of a home's change.
    package init(_ write: StoreWrite) {
        switch write {
        case .put(let shelf, let key, let value): self = .put(Shelf(shelf), key: key, value: value)
        case .remove(let shelf, let key): self = .remove(Shelf(shelf), key: key)
        }
    }
}

extension Shelf {
    fileprivate init(_ shelf: StoreWrite.Shelf) {
        switch shelf {
        case .meta: self = .meta
        case .contacts: self = .contacts
        case .agents: self = .agents
        case .requests: self = .requests
        }
    }
}
