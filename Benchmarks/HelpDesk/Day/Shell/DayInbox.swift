// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Synchronization

/// Where other threads lay news for the one that plays a day. They never wait.
final class DayInbox: Sendable {
    /// The most that may lie there; a day has some ten thousand pieces of news in all.
    static let most = 100_000

    private let news = Mutex<[DayNews]>([])
    private let wake = DispatchSemaphore(value: 0)

    /// Lays something in. What finds no room is dropped, and said to be so.
    func put(_ piece: DayNews) {
        let isFirst = news.withLock { news in
            if news.count < Self.most {
                news.append(piece)
            } else if news.count == Self.most {
                news.append(.unheard("more news than there is room for"))
            }
            return news.count == 1
        }
        if isFirst { wake.signal() }
    }

    /// Takes all there is; waits until there is something, or for so many nanoseconds.
    func take(waitingAtMost nanoseconds: Int64) -> [DayNews] {
        if nanoseconds > 0 { _ = wake.wait(timeout: .now() + .nanoseconds(Int(nanoseconds))) }
        return news.withLock { news in
            defer { news = [] }
            return news
        }
    }
}
