// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

/// The flags of the commands that speak to a running system.
struct ClientOptions: ParsableArguments {
    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @Option(
        help: .init(
            "Where `centralino up` left word of itself; read when --nats is not given (default: "
                + "$XDG_RUNTIME_DIR/centralino/context.json, or ~/.config/centralino/context.json).",
            valueName: "file"))
    var context: String?

    /// What the flags say; without --nats what the context file says; else the defaults.
    ///
    /// - Throws: `files` when the context file is none, or is named and not there.
    func settings() throws(CommandFailure) -> ConnectionSettings {
        var settings = connection.settings
        guard connection.nats == nil else { return settings }
        let path = context ?? ContextFile.defaultPath(ProcessInfo.processInfo.environment)
        guard let context = try ContextFile.read(path) else {
            guard self.context == nil else {
                throw CommandFailure(
                    .unavailable, "There is no context file \(path). Start `centralino up --context` first.")
            }
            return settings
        }
        settings.servers = context.nats
        settings.context = path
        // Of another pool or prefix the file knows nothing more than the servers.
        let isOther =
            (connection.givenPool ?? context.pool, connection.givenPrefix ?? context.prefix)
            != (context.pool, context.prefix)
        settings.pool = connection.givenPool ?? context.pool
        settings.prefix = connection.givenPrefix ?? context.prefix
        settings.sites = isOther ? [] : context.sites
        settings.key = isOther ? nil : context.key
        settings.data = isOther ? nil : context.data
        return settings
    }
}
