// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Foundation

/// Configurations as files, on their way into force.
enum ConfigurationSource {
    /// Reads a file of YAML or JSON.
    ///
    /// - Parameter path: The file; `-` is standard input.
    /// - Throws: `files`; `configuration` with every error, a line each.
    static func read(_ path: String) throws(CommandFailure) -> ConfigurationDocument {
        let data: Data
        do {
            data =
                path == "-"
                ? FileHandle.standardInput.readDataToEndOfFile() : try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw CommandFailure(.files, "Cannot read the configuration \(path): \(error.localizedDescription)")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw CommandFailure(.configuration, "\(path) is not UTF-8 text.")
        }
        switch parse(text) {
        case .success(let document): return document
        case .failure(let issues): throw failure(issues.all, path)
        }
    }

    /// The configuration of `--topics`: those topics, each without wrap-up.
    static func topics(_ names: [String]) -> ConfigurationDocument {
        let topic = TopicConfiguration(wrapUp: ConfiguredDuration(milliseconds: 0))
        return ConfigurationDocument(topics: Dictionary(names.map { ($0, topic) }) { first, _ in first })
    }

    /// The configuration of a revision, from any node that has it.
    ///
    /// - Parameters:
    ///   - revision: The revision, or nil for the one in force.
    ///   - site: The site to ask, or nil for any.
    static func get(_ revision: Int?, over client: Client, site: String?) throws -> ConfigDocumentReply {
        let request = ConfigGetRequest(revision: revision)
        guard revision != nil, site == nil else {
            return try client.insistAnywhere(site, request, as: ConfigDocumentReply.self)
        }
        var failure: CommandFailure?
        for site in try client.sites() {
            do { return try client.insist(site, request, as: ConfigDocumentReply.self, within: .seconds(5)) } catch let
                found as CommandFailure
            { failure = found }
        }
        throw failure ?? CommandFailure(.unavailable, "No site answers.")
    }

    /// Puts a configuration in force.
    ///
    /// - Parameters:
    ///   - document: The configuration.
    ///   - isDryRun: Only ask what would change.
    ///   - client: How to reach the broker.
    ///   - site: The site to ask, or nil for any.
    ///   - name: What to call it in errors.
    static func apply(
        _ document: ConfigurationDocument, isDryRun: Bool, over client: Client, site: String?, name: String
    ) throws -> ConfigApplyReply {
        let request = ConfigApplyRequest(
            config: JSONObject(trusted: String(decoding: document.json, as: UTF8.self)), dryRun: isDryRun,
            requestId: "apply-\(UUID().uuidString)")
        let sites = try site.map { [$0] } ?? client.sites()
        let end = ContinuousClock.now + .seconds(20)
        while true {
            for site in sites {
                do {
                    return try client.request(site, request, as: ConfigApplyReply.self, timeout: .seconds(5))
                } catch let failure {
                    if case .refused(let error) = failure, let issues = error.issues {
                        throw Self.failure(issues, name)
                    }
                    guard failure.isRetriable, .now < end else { throw failure.asCommandFailure(site) }
                }
            }
            usleep(200_000)
        }
    }

    /// JSON is read by its own rules; but only YAML knows lines, so errors come from there where it finds any.
    private static func parse(_ text: String) -> Result<ConfigurationDocument, ConfigurationIssues> {
        guard text.first(where: { !$0.isWhitespace }) == "{" else { return ConfigurationParser.parse(yaml: text) }
        let json = ConfigurationParser.parse(json: Array(text.utf8))
        if case .success = json { return json }
        return ConfigurationParser.parse(yaml: text)
    }

    private static func failure(_ issues: [ConfigurationIssue], _ path: String) -> CommandFailure {
        let count = issues.count == 1 ? "an error" : "\(issues.count) errors"
        let lines = issues.map { "  \($0)" }.joined(separator: "\n")
        return CommandFailure(.configuration, "\(path) has \(count); nothing is changed:\n\(lines)")
    }
}
