// SPDX-License-Identifier: Apache-2.0
internal import Foundation
internal import GRDB

/// Writes changes inside one transaction; finds each prepared statement once for all of them.
struct StoreWriter {
    private let database: Database
    private var statements = [Statement?](repeating: nil, count: 2 * Shelf.allCases.count)

    init(_ database: Database) {
        self.database = database
    }

    func begin() throws {
        try database.cachedStatement(sql: "BEGIN IMMEDIATE TRANSACTION").execute()
    }

    func commit() throws {
        try database.cachedStatement(sql: "COMMIT TRANSACTION").execute()
    }

    mutating func write(_ change: StoreChange) throws {
        switch change {
        case .put(let shelf, let key, let value):
            let statement = try statement(2 * Int(shelf.rawValue)) { shelf.putSQL }
            try statement.execute(arguments: [Data(key), Data(value)])
        case .remove(let shelf, let key):
            let statement = try statement(2 * Int(shelf.rawValue) + 1) { shelf.removeSQL }
            try statement.execute(arguments: [Data(key)])
        }
    }

    private mutating func statement(_ index: Int, sql: () -> String) throws -> Statement {
        if let known = statements[index] { return known }
        let made = try database.cachedStatement(sql: sql())
        statements[index] = made
        return made
    }
}
