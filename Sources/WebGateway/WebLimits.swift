// SPDX-License-Identifier: Apache-2.0

/// What is bounded, and by how much.
enum WebLimits {
    /// Desks that are open at once; one more is refused with `full`.
    static let desks = 1_000
    /// Requests under way to the site's nodes, each on a thread that waits; one more is refused with `full`.
    static let requests = 32
    /// Events that wait for a browser; one that is further behind is cut off, connects anew and asks how things stand.
    static let eventsWaiting = 256
    /// Connections at once; one more waits for another's end.
    static let connections = 2 * desks
    /// How long a request waits for an answer.
    static let answer = Duration.seconds(3)
    /// How often a desk is asked to show that it lives. Three that stay unanswered make its agent unreachable.
    static let ping = Duration.seconds(5)
    /// How long after an agent's last desk closed the agent is said to be gone: a page that is loaded anew closes its
    /// desk and opens it again.
    static let reloading = Duration.milliseconds(500)
    /// After how long to listen again when the port was taken, or was lost.
    static let listenAgain = Duration.seconds(5)
}
