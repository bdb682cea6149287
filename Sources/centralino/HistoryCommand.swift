// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BrokerContract
import Foundation
import HomeStore

/// `centralino history`: the chronology of a claim.
struct HistoryCommand: ParsableCommand {
    /// What is printed with --json.
    private struct Document: Encodable {
        let claim: String
        let contacts: [ClaimContact]
        let silentSites: [String]
    }

    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Tell what became of a claim number: when, who, how long.",
        discussion: """
            Asks every site for the contacts it remembers, those of the last 24 hours, and reads the nodes' files \
            history.sqlite for those before. A claim may have several contacts; each is told with date, time, agent, \
            every hop, how long it waited and how long it was talked with. Ends with 1 if nothing is known of the \
            claim, 69 if a site did not answer: then what only that site knows is missing.
            """)

    @Argument(help: .init("The claim number as the caller says it."))
    var claim: String

    @Flag(help: "Print one JSON document.")
    var json = false

    @OptionGroup var history: HistoryOptions
    @OptionGroup var client: ClientOptions

    /// Runs it.
    func run() throws {
        let settings = try client.settings()
        guard (2...10).contains(claim.utf8.count), claim.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw CommandFailure(.usage, "A claim number has 2 to 10 digits; \"\(claim)\" has not.")
        }
        let files = try history.files(settings)
        let old: HistoryReading
        do throws(HomeStoreError) { old = try HistoryReading(files, claim: claim) } catch {
            throw CommandFailure(.files, error.message)
        }
        let (known, silent) = try ask(settings)
        var contacts = Dictionary(old.contacts.map { ($0.id + "@" + $0.site, ClaimContact($0)) }) { $1 }
        // What a home remembers is newer than what its history has.
        for document in known { contacts[document.id + "@" + document.site] = ClaimContact(document) }
        let sorted = contacts.values.sorted { ($0.arrivedAt, $0.id) < ($1.arrivedAt, $1.id) }
        if json {
            let document = Document(claim: claim, contacts: sorted, silentSites: silent)
            Console.say(String(decoding: Contract.encodeCanonical(document), as: UTF8.self))
        } else {
            sorted.flatMap(\.lines).forEach(Console.say)
        }
        guard silent.isEmpty else {
            throw CommandFailure(
                .unavailable, "No node of \(silent.joined(separator: ", ")) answers; what only they know is missing.")
        }
        guard !sorted.isEmpty else {
            throw CommandFailure(
                .refused,
                "Nothing is known of claim \(claim). Contacts that ended more than 24 hours ago are in the nodes' "
                    + "histories: name their data directories with --data.")
        }
    }

    /// The contacts of the claim that sites remember, and the sites that do not answer.
    private func ask(_ settings: ConnectionSettings) throws -> ([ContactDocument], silent: [String]) {
        let client: Client
        do throws(CommandFailure) { client = try Client(settings, name: "centralino history") } catch {
            // Files may still be read where no server runs.
            guard !history.data.isEmpty else { throw error }
            return ([], settings.sites)
        }
        var found: [ContactDocument] = []
        var silent: [String] = []
        for site in try client.sites() {
            do {
                var after: String?
                repeat {
                    let page = try client.insist(
                        site, ContactListRequest(states: ContactStateWord.allCases, after: after, limit: 1_000),
                        as: ContactListDocument.self, within: .seconds(3))
                    for contact in page.contacts where contact.claim == claim {
                        found.append(
                            try client.insist(
                                site, ContactGetRequest(id: contact.id), as: ContactDocument.self, within: .seconds(3)))
                    }
                    after = page.next
                } while after != nil
            } catch let failure as CommandFailure where failure.code == .unavailable {
                silent.append(site)
            }
        }
        return (found, silent)
    }
}
