// SPDX-License-Identifier: Apache-2.0
import BrokerModel

@testable import BrokerReplica

extension CellTable {
    /// All cells, by their numbers.
    var inOrder: [ContactCell] { numbers.compactMap { self[$0] } }
}
