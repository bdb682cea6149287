// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BrokerContract

/// Checks of names and ids that are given on the command line, before they become part of a subject.
enum SiteFlag {
    /// Checks a site; nil passes.
    static func check(_ site: String?) throws {
        guard let site, !Names.isName(site) else { return }
        throw ValidationError("A site is 1 to 32 characters of a-z, 0-9 and -; \"\(site)\" is not.")
    }

    /// Checks the id of a contact, agent or topic; nil passes.
    ///
    /// - Parameters:
    ///   - id: The id.
    ///   - what: What it is the id of, with its article.
    static func check(id: String?, _ what: String) throws {
        guard let id, !Names.isIdentifier(id) else { return }
        throw ValidationError("\(what) is 1 to 64 characters of A-Z, a-z, 0-9, _ and -; \"\(id)\" is not.")
    }
}
