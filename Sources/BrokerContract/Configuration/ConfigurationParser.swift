// SPDX-License-Identifier: Apache-2.0

/// Reads a configuration from YAML or JSON through one strict reader that reports every error with its path.
public enum ConfigurationParser {
    /// Reads YAML text (`centralino apply -f`).
    /// - Returns: the configuration with every default filled in, or every error with path and line.
    public static func parse(yaml: String) -> Result<ConfigurationDocument, ConfigurationIssues> {
        guard yaml.utf8.count <= ContractLimits.configurationBytes else { return tooLarge }
        return read { () throws(ConfigurationIssue) in try ConfigurationNode.parse(yaml: yaml) }
    }

    /// Reads the bytes of a JSON object (`config.apply`).
    /// - Returns: the configuration with every default filled in, or every error with its path.
    public static func parse(json: [UInt8]) -> Result<ConfigurationDocument, ConfigurationIssues> {
        guard json.count <= ContractLimits.configurationBytes else { return tooLarge }
        return read { () throws(ConfigurationIssue) in try ConfigurationNode.parse(json: json) }
    }

    private static var tooLarge: Result<ConfigurationDocument, ConfigurationIssues> {
        let message = "larger than \(ContractLimits.configurationBytes) bytes"
        return .failure(ConfigurationIssues([ConfigurationIssue(path: "", message: message)]))
    }

    private static func read(
        _ parse: () throws(ConfigurationIssue) -> ConfigurationNode
    ) -> Result<ConfigurationDocument, ConfigurationIssues> {
        do {
            var reader = ConfigurationReader()
            let document = reader.document(try parse())
            guard reader.issues.isEmpty else { return .failure(ConfigurationIssues(reader.issues)) }
            return .success(document)
        } catch {
            return .failure(ConfigurationIssues([error]))
        }
    }
}

extension ConfigApplyRequest {
    /// The configuration it bears, checked.
    public func configuration() throws(ContractError) -> ConfigurationDocument {
        switch ConfigurationParser.parse(json: config.bytes) {
        case .success(let document): return document
        case .failure(let issues): throw issues.contractError
        }
    }
}
