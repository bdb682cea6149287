// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Makes every flag of every command a variable of the environment too: `--nats-port` is `CENTRALINO_NATS_PORT`.
///
/// It knows the flags from the parser's own description of the commands, and completes the command line with those that
/// are set in the environment and not given: so a variable is checked like the flag, and flags win.
struct FlagEnvironment {
    /// What the names of variables begin with.
    static let prefix = "CENTRALINO_"

    /// As much of the parser's description (`--experimental-dump-help`) as is needed here.
    private struct Tool: Decodable {
        struct Command: Decodable {
            var commandName: String
            var subcommands: [Command]?
            var arguments: [Argument]?
        }

        struct Argument: Decodable {
            struct Name: Decodable {
                var kind: String
                var name: String
            }

            var kind: String
            var names: [Name]?
        }

        var command: Command
    }

    private let commands: [Tool.Command]
    private let environment: [String: String]

    /// The flags of a tool.
    ///
    /// - Parameters:
    ///   - help: The parser's description of the commands, as JSON.
    ///   - environment: The variables; an empty one counts as not set.
    init(help: String, environment: [String: String]) {
        commands = (try? JSONDecoder().decode(Tool.self, from: Data(help.utf8)))?.command.subcommands ?? []
        self.environment = environment.filter { $0.key.hasPrefix(Self.prefix) && !$0.value.isEmpty }
    }

    /// The variable of a flag.
    ///
    /// - Parameter flag: Its name, without dashes at the front.
    static func variable(of flag: String) -> String {
        prefix + flag.uppercased().replacingOccurrences(of: "-", with: "_")
    }

    /// Adds to a command line what the environment says.
    ///
    /// - Parameter arguments: The command line without the program's name.
    /// - Throws: `usage` when the variable of a switch says neither yes nor no.
    func complete(_ arguments: [String]) throws(CommandFailure) -> [String] {
        guard let position = arguments.firstIndex(where: { !$0.hasPrefix("-") }),
            let command = commands.first(where: { $0.commandName == arguments[position] })
        else { return arguments }
        let given = arguments[position...].prefix { $0 != "--" }
        var added: [String] = []
        for argument in command.arguments ?? [] where argument.kind != "positional" {
            let names = argument.names ?? []
            guard let long = names.first(where: { $0.kind == "long" })?.name, !["help", "version"].contains(long),
                let value = environment[Self.variable(of: long)],
                !names.contains(where: { Self.isGiven($0, in: given) })
            else { continue }
            if argument.kind == "option" {
                added.append("--\(long)=\(value)")
            } else if try Self.isOn(value, long) {
                added.append("--\(long)")
            }
        }
        return Array(arguments[...position]) + added + Array(arguments[(position + 1)...])
    }

    private static func isGiven(_ name: Tool.Argument.Name, in given: ArraySlice<String>) -> Bool {
        let text = (name.kind == "long" ? "--" : "-") + name.name
        return given.contains { $0 == text || $0.hasPrefix(text + "=") }
    }

    private static func isOn(_ value: String, _ flag: String) throws(CommandFailure) -> Bool {
        switch value.lowercased() {
        case "1", "true", "yes", "on": return true
        case "0", "false", "no", "off": return false
        default:
            throw CommandFailure(
                .usage, "\(variable(of: flag)) is \"\(value)\"; set it to 1 or 0, as --\(flag) is a switch.")
        }
    }
}
