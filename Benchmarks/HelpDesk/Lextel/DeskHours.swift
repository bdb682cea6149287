// SPDX-License-Identifier: Apache-2.0

/// The hours of the help desk of 2014, in minutes after it opens at 9:00. All are assumptions of the model.
enum DeskHours {
    /// When it opens, minutes after midnight.
    static let openMinute = 540.0
    /// Hours in which callers come: until 18:00.
    static let count = 9
    /// When agents answer nobody any more, and who still waits leaves: they work off the line until 18:20.
    static let lastMinute = 560.0
    /// When an hour's break may begin, in three turns: 12:00, 13:00 and 14:00.
    static let breakMinutes = [180.0, 240.0, 300.0]
    /// How long a break is.
    static let breakLength = 60.0
}
