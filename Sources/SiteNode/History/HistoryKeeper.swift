// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerModel
import BrokerReplica
import Dispatch
import Foundation
import HomeStore
import Logging
import Synchronization

/// Writes a node's history on a queue of its own: the engine's thread only hands over what is told to clients anyway.
///
/// A history that cannot be written stops no home: the log says so, and ended contacts are written again at the next
/// start, as long as the home remembers them.
final class HistoryKeeper: Sendable {
    /// What waits to be written.
    private struct Waiting {
        var contacts: [ContactCell] = []
        var agents: [AgentNews] = []
        var configurations: [KeptConfiguration] = []
        var dropped = 0
        var isDue = false
    }

    /// What the queue goes by from one writing to the next.
    private struct Course {
        var known: [AgentID: PresenceChange] = [:]
        /// Nanoseconds of the monotonic clock.
        var forgetsAt: Int64 = 0
        var isTroubled = false
    }

    /// Seconds that rows wait for company.
    private static let pause = 0.5
    private static let dayMs: Int64 = 24 * 3_600_000
    private static let hourNs: Int64 = 3_600_000_000_000

    private let file: HistoryFile
    private let directory: String
    private let days: Int
    private let documents: Documents
    private let logger: Logger
    private let queue = DispatchQueue(label: "history", qos: .utility)
    private let waiting = Mutex(Waiting())
    private let course = Mutex(Course())
    private let isEnding = Mutex(false)
    private let lookups = Mutex(0)

    /// A keeper of a file.
    ///
    /// - Parameters:
    ///   - directory: where it is.
    ///   - days: how long rows are kept.
    ///   - documents: how chronologies are told.
    init(_ file: HistoryFile, in directory: String, days: Int, documents: Documents, logger: Logger) {
        self.file = file
        self.directory = directory
        self.days = days
        self.documents = documents
        self.logger = logger
    }

    /// Writes again what the home still remembers of ended contacts: what a crash or a fault has kept out. A node that
    /// ends meanwhile leaves the rest to the next start.
    func remember(_ ended: EndedContacts) {
        queue.async { [self] in
            for start in stride(from: 0, to: ended.count, by: Limits.storeGroup) where !isEnding.withLock(\.self) {
                write(Array(ended[start..<min(start + Limits.storeGroup, ended.count)]), [])
            }
        }
    }

    /// Takes a contact that has ended, or of which something was said afterwards; returns at once.
    func note(_ news: ContactNews) {
        switch news.kind {
        case .ended, .noted: break
        default: return
        }
        guard news.cell.endedAt != nil else { return }
        add { $0.contacts.append(news.cell) }
    }

    /// Takes a change of an agent; returns at once.
    func note(_ news: AgentNews) {
        if case .offer(_, again: true) = news.kind { return }
        add { $0.agents.append(news) }
    }

    /// Takes a configuration that has come into force; returns at once.
    func note(_ configuration: Configuration, at time: PoolInstant) {
        guard configuration.revision > 0 else { return }
        let kept = KeptConfiguration(
            revision: Int64(configuration.revision), at: time.milliseconds, document: configuration.document)
        add { $0.configurations.append(kept) }
    }

    /// Looks for the configuration of a revision, and tells on the history's queue what it has found; returns at once.
    ///
    /// - Returns: false, and nothing is told, where as many lookups as may wait do.
    func find(
        _ revision: Int, _ found: @escaping @Sendable (Result<KeptConfiguration?, HomeStoreError>) -> Void
    ) -> Bool {
        let isTaken = lookups.withLock { lookups in
            guard lookups < Limits.historyLookups else { return false }
            lookups += 1
            return true
        }
        guard isTaken else { return false }
        queue.async { [self] in
            defer { lookups.withLock { $0 -= 1 } }
            // What waits for company is there too.
            write()
            do throws(HomeStoreError) {
                found(.success(try file.configuration(Int64(revision))))
            } catch {
                found(.failure(error))
            }
        }
        return true
    }

    private func add(_ change: (inout Waiting) -> Void) {
        let isFirst = waiting.withLock { waiting in
            guard waiting.contacts.count + waiting.agents.count + waiting.configurations.count < Limits.storeBacklog
            else {
                waiting.dropped += 1
                return false
            }
            change(&waiting)
            defer { waiting.isDue = true }
            return !waiting.isDue
        }
        if isFirst { queue.asyncAfter(deadline: .now() + Self.pause) { [self] in write() } }
    }

    private func write() {
        let taken = waiting.withLock { waiting in
            defer { waiting = Waiting() }
            return waiting
        }
        if taken.dropped > 0 {
            logger.warning(
                "the history lacks what its disk was too slow for", metadata: [LogKey.count: "\(taken.dropped)"])
        }
        write(taken.contacts, taken.agents)
        for configuration in taken.configurations {
            attempt { () throws(HomeStoreError) in
                try file.add(configuration, most: Limits.configurationsKept)
            }
        }
        forgetOld()
    }

    private func write(_ cells: [ContactCell], _ news: [AgentNews]) {
        guard !cells.isEmpty || !news.isEmpty else { return }
        // What is left belongs to the store: without a history a home goes on, without a store it does not.
        guard !DiskWatch.isShort(directory) else { return tell("the disk of \(directory) is nearly full") }
        attempt { () throws(HomeStoreError) in
            try file.add(cells.compactMap { EndedContact($0, timeline: documents.timeline($0)) }, changes(news))
        }
    }

    /// Those in which intent or activity changed.
    private func changes(_ news: [AgentNews]) -> [PresenceChange] {
        news.compactMap { news in
            let cell = news.view.cell
            let change = PresenceChange(
                agent: cell.agent.text, at: news.at.milliseconds, version: Int64(cell.version),
                site: news.view.site.text,
                intent: cell.intent.word, activity: cell.activity.word, reason: cell.reason,
                by: cell.by?.text)
            let before = course.withLock { $0.known.updateValue(change, forKey: cell.agent) }
            let isNews =
                (before?.intent, before?.activity, before?.reason, before?.by)
                != (change.intent, change.activity, change.reason, change.by)
            return isNews ? change : nil
        }
    }

    /// Once an hour; in parts, so that what is new is not kept waiting. A clock that jumps ahead forgets nothing: time
    /// goes on as far as something has happened.
    private func forgetOld() {
        let now = Clocks.now
        guard now.monotonic >= course.withLock({ $0.forgetsAt }) else { return }
        course.withLock { $0.forgetsAt = now.monotonic + Self.hourNs }
        attempt { () throws(HomeStoreError) in
            guard let newest = try file.newestAt() else { return }
            let oldest = min(now.wall, newest) - Int64(days) * Self.dayMs
            if try file.forget(before: oldest, limit: Limits.storeGroup) {
                course.withLock { $0.forgetsAt = 0 }
            }
        }
    }

    private func attempt(_ body: () throws(HomeStoreError) -> Void) {
        do throws(HomeStoreError) {
            try body()
            if isTrouble(false) { logger.notice("the history is written again") }
        } catch {
            tell(error.message)
        }
    }

    private func tell(_ trouble: String) {
        if !isTrouble(true) { logger.warning("the history is not written", metadata: [LogKey.error: "\(trouble)"]) }
    }

    /// Notes whether there is trouble now; returns whether there was before.
    private func isTrouble(_ isNow: Bool) -> Bool {
        course.withLock { course in
            defer { course.isTroubled = isNow }
            return course.isTroubled
        }
    }

    /// Writes what waits, and closes the file.
    func finish() {
        isEnding.withLock { $0 = true }
        queue.sync { write() }
        file.close()
    }
}
