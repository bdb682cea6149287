// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Synchronization

/// Hands things from other threads (deliveries of NATS, signals, the keyboard) to the command's one thread, in order.
///
/// Bounded: when the command does not keep up, the oldest go, and the command asks for the whole.
final class Mailbox<Element: Sendable>: Sendable {
    private static var limit: Int { 10_000 }

    private let elements = Mutex<[Element]>([])
    private let arrived = DispatchSemaphore(value: 0)
    private let onDrop: @Sendable (Element) -> Void

    /// An empty mailbox.
    ///
    /// - Parameter onDrop: Called with what had to go, on the thread that puts something in.
    init(onDrop: @escaping @Sendable (Element) -> Void = { _ in }) { self.onDrop = onDrop }

    /// Puts something in, on any thread.
    func post(_ element: Element) {
        let dropped = elements.withLock { elements in
            elements.append(element)
            return elements.count > Self.limit ? elements.removeFirst() : nil
        }
        if let dropped { onDrop(dropped) }
        arrived.signal()
    }

    /// Takes the oldest out, waiting for one until an instant.
    ///
    /// - Returns: Nil when nothing came.
    func next(until instant: ContinuousClock.Instant) -> Element? {
        while true {
            let taken = elements.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            if let taken { return taken }
            let left = instant - .now
            guard left > .zero else { return nil }
            _ = arrived.wait(timeout: .now() + .milliseconds(Int(left / .milliseconds(1)) + 1))
        }
    }
}
