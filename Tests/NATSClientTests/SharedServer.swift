// SPDX-License-Identifier: Apache-2.0
import BrokerTestKit
import Foundation
import NATSClient

/// One server for all tests that leave it alone; each uses subjects and streams of its own.
enum SharedServer {
    private static let started = Result { try NATSServerProcess() }

    static func get() throws -> NATSServerProcess { try started.get() }

    /// A name nobody else uses.
    static func unique(_ prefix: String) -> String { "\(prefix)-\(UUID().uuidString.prefix(8))" }
}

extension String {
    var bytes: [UInt8] { Array(utf8) }
}

extension [UInt8] {
    var text: String { String(decoding: self, as: UTF8.self) }
}

/// Runs a typed-throws body whose error is looked at.
func failure(_ body: () throws(NATSError) -> Void) -> NATSError? {
    do {
        try body()
        return nil
    } catch {
        return error
    }
}
