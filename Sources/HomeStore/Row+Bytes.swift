// SPDX-License-Identifier: Apache-2.0
internal import Foundation
internal import GRDB

extension Row {
    /// Copies a blob column out of the row; an empty blob, which SQLite hands over as NULL, gives no bytes.
    func bytes(at index: Int) throws -> [UInt8] {
        try withUnsafeData(atIndex: index) { data in data.map { [UInt8]($0) } ?? [] }
    }
}
