// SPDX-License-Identifier: Apache-2.0

/// A part of a configuration as it was written, in YAML or JSON: what the one strict reader reads.
package struct ConfigurationNode {
    /// What was written.
    package enum Kind {
        case null
        case boolean(Bool)
        case integer(Int)
        case text(String)
        case list([ConfigurationNode])
        case map([Entry])
    }

    /// A name and what stands under it.
    package struct Entry {
        package let name: String
        package let node: ConfigurationNode
    }

    package let kind: Kind
    /// The line of the YAML text, from 1.
    package let line: Int?
    /// A scalar as it was written without quotes, whatever it looks like: `no` is a fine name of a site.
    package let written: String?

    init(_ kind: Kind, line: Int? = nil, written: String? = nil) {
        self.kind = kind
        self.line = line
        self.written = written
    }
}
