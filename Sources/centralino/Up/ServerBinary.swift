// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The nats-server that `up` runs.
struct ServerBinary {
    /// The variable that names another one.
    static let variable = "CENTRALINO_NATS_SERVER"

    /// Where it is.
    let path: String
    /// Its version.
    let version: ServerVersion

    /// Finds it: what the variable names, or else `nats-server` on the path and where Debian puts it.
    ///
    /// - Parameter environment: The variables of the process.
    /// - Throws: `unavailable` when there is none that runs.
    static func find(_ environment: [String: String]) throws(CommandFailure) -> ServerBinary {
        let name = environment[variable].flatMap { $0.isEmpty ? nil : $0 }
        guard let path = locate(name ?? "nats-server", environment["PATH"] ?? "") else {
            if let name {
                throw CommandFailure(
                    .unavailable, "\(variable) names \(name), which is no program here. Correct it, or unset it.")
            }
            throw CommandFailure(
                .unavailable,
                "There is no nats-server on this machine. On Debian, install it:  apt-get install nats-server  "
                    + "(2.9.10 or later), or name one with \(variable).")
        }
        guard let text = output(path), let version = ServerVersion(text) else {
            throw CommandFailure(.unavailable, "\(path) does not say its version; is it a nats-server?")
        }
        guard version >= .oldest else {
            throw CommandFailure(
                .unavailable, "\(path) is version \(version); Centralino needs \(ServerVersion.oldest) or later.")
        }
        return ServerBinary(path: path, version: version)
    }

    /// What the operator must know of this version; nil when there is nothing.
    var warning: String? {
        guard ServerVersion.losing.contains(version) else { return nil }
        return "Warning: nats-server \(version) may lose the whole log when its process is killed, as may all from "
            + "\(ServerVersion.losing.lowerBound) on before \(ServerVersion.losing.upperBound). Keep nothing of value "
            + "in it: install \(ServerVersion.syncsAlways) or later, or Debian's \(ServerVersion.oldest), and name it "
            + "with \(Self.variable)."
    }

    private static func locate(_ name: String, _ path: String) -> String? {
        guard !name.contains("/") else {
            return FileManager.default.isExecutableFile(atPath: name) ? name : nil
        }
        let folders = path.split(separator: ":").map(String.init) + ["/usr/local/sbin", "/usr/sbin", "/sbin"]
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static func output(_ path: String) -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["--version"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
