// SPDX-License-Identifier: Apache-2.0

/// What is looked at from outside while a day is played.
enum DayCheck: String, CaseIterable, Codable, CodingKeyRepresentable, Sendable {
    /// Every contact whose enqueue was answered has ended.
    case lost
    /// Nobody is in two conversations, and nothing happens to a contact after its end.
    case twice
    /// Within a line nobody is asked for before somebody who was there before.
    case order
    /// Every request is taken, and everything that is said can be heard and read.
    case heard
    /// The pool's own statistics have counted the same.
    case counted

    /// What holds when nothing was found.
    var title: String {
        switch self {
        case .lost: "nobody lost"
        case .twice: "nobody in two conversations"
        case .order: "lines in order of arrival"
        case .heard: "requests taken, events heard"
        case .counted: "the pool's statistics the same"
        }
    }
}
