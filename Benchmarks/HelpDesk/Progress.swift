// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Says how much of a long work is done, from whichever thread did it.
final class Progress: Sendable {
    private let done = Mutex(0)
    private let count: Int
    private let name: String

    /// So many parts of something.
    init(of count: Int, _ name: String) {
        self.count = count
        self.name = name
    }

    /// A part is done.
    func tell() {
        let done = done.withLock { done in
            done += 1
            return done
        }
        Console.progress("\(name): \(done) of \(count)")
    }
}
