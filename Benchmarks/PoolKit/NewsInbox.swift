// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// Where other threads lay what they have heard for the one thread that goes by it. They never wait.
package final class NewsInbox<News: Sendable>: Sendable {
    private let most: Int
    private let dropped: News
    private let news = Mutex<[News]>([])
    private let wake = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - most: The most that may lie there.
    ///   - dropped: What is laid in, once, where something found no room.
    package init(most: Int, dropped: News) {
        self.most = most
        self.dropped = dropped
    }

    /// Lays something in. What finds no room is dropped, and said to be so.
    package func put(_ piece: News) {
        let count = news.withLock { news in
            if news.count <= most { news.append(news.count < most ? piece : dropped) }
            return news.count
        }
        if count == 1 { wake.signal() }
    }

    /// Takes all there is; waits until there is something, or for so many nanoseconds.
    package func take(waitingAtMost nanoseconds: Int64) -> [News] {
        if nanoseconds > 0 { _ = wake.wait(timeout: .now() + .nanoseconds(Int(nanoseconds))) }
        return news.withLock { news in
            defer { news = [] }
            return news
        }
    }
}
