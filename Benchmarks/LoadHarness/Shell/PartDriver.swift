// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Foundation
import PoolKit

/// Runs a part: gives it the time and what was heard, and sends what it says. One thread does all of that.
struct PartDriver {
    /// How long it waits for the parent's order.
    static let orderWithin = Duration.seconds(10)

    private let inbox = NewsInbox<PartInput>(most: PartInput.most, dropped: .dropped)

    /// Runs the part that the parent orders, until it is over.
    func run() {
        Urgency.raise()
        // Everything that comes from the parent; its end is as a stop, so that no process outlives its parent.
        let inbox = inbox
        let reader = Thread {
            JSONLine.read(ParentWord.self, from: .standardInput) { inbox.put(.parent($0)) }
            inbox.put(.parent(.stop))
            inbox.put(.parent(.close))
            // A parent that was killed cannot end us, and requests to a pool that went with it are repeated for as
            // long as there is anybody to send away. This thread has nothing else to do, and goes with the process
            // when that ends in time.
            Thread.sleep(forTimeInterval: Crew.goodbyeWithin)
            _exit(LoadFailure.Kind.broken.rawValue)
        }
        reader.name = "parent"
        reader.start()
        guard let (order, rest) = waitForOrder() else { return }
        do {
            let links = try order.sites.map { try SiteLink($0, subjects: order.subjects, to: inbox) }
            defer { for link in links { link.close() } }
            drive(order, links, rest)
        } catch {
            say(.failed("no connection: \(error)"))
        }
    }

    private func waitForOrder() -> (WorkOrder, rest: ArraySlice<PartInput>)? {
        let end = ContinuousClock.now + Self.orderWithin
        while ContinuousClock.now < end {
            let batch = inbox.take(waitingAtMost: 100_000_000)
            if !batch.isEmpty { return Self.order(from: batch) }
        }
        return nil
    }

    /// The order, which is the parent's first word, and what came with it; nil when another word came first.
    static func order(from batch: [PartInput]) -> (WorkOrder, rest: ArraySlice<PartInput>)? {
        guard case .parent(.order(let order)) = batch.first else { return nil }
        return (order, batch.dropFirst())
    }

    /// - Parameter rest: What came with the order; the end of a parent that is gone already may be in it.
    private func drive(_ order: WorkOrder, _ links: [SiteLink], _ rest: ArraySlice<PartInput>) {
        let began = MachineClock.now
        var part = LoadPart(order)
        part.figures.hearing.isRealTime = Urgency.takeRealTime()
        var told = part.phase
        for input in rest { part.take(input, began) }
        var progressAt = MachineClock.now + 1_000_000_000
        while part.phase < .over {
            for send in part.step(MachineClock.now) {
                guard links[send.site].send(send) else {
                    part.isUnsent(send.token, at: MachineClock.now)
                    continue
                }
                part.sent(send, at: MachineClock.now)
            }
            if part.phase != told {
                told = part.phase
                if told == .ready { say(.ready) }
                if told == .drained { say(.drained) }
            }
            let now = MachineClock.now
            if now >= progressAt {
                progressAt += 1_000_000_000
                say(.progress(part.takeRecent()))
            }
            let wait = min(100_000_000, (part.nextDue ?? .max) - now, progressAt - now)
            for input in inbox.take(waitingAtMost: wait) { part.take(input, MachineClock.now) }
        }
        part.figures.cpu = MachineClock.cpu
        part.figures.lived = MachineClock.now - began
        say(part.failure.map { .failed($0) } ?? .result(part.figures))
    }

    private func say(_ word: PartWord) {
        // A parent that is gone hears nothing, and the end of its words has ended the part by then.
        guard let line = try? JSONLine.line(word) else { return }
        try? FileHandle.standardOutput.write(contentsOf: line)
    }
}

extension LoadPart {
    /// Something came from another thread.
    mutating func take(_ input: PartInput, _ now: Int64) {
        switch input {
        case .contact(let event, let at): hear(event, at: at)
        case .agent(let event, let at): hear(event, at: at)
        case .answer(let token, let answer, let at): self.answer(token, answer, at: at)
        case .unreadable(let what): hearUnreadable(what)
        case .disconnected: hearNothing()
        case .reconnected: missSomething()
        case .dropped:
            figures.hearing.dropped += 1
            // Nobody says when the last one was dropped.
            orderCheck.end()
            missSomething()
        case .stats(let areThere): hearIslands(areThere)
        case .parent(.start(let time)): start(at: time)
        case .parent(.stop): stop(now)
        case .parent(.close): close(now)
        case .parent(.order): break
        }
    }

    /// What was seen since this was asked last.
    mutating func takeRecent() -> IntervalFigures {
        defer { recent = IntervalFigures() }
        recent.waiting = waiting
        return recent
    }
}
