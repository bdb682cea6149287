// SPDX-License-Identifier: Apache-2.0
import Foundation

/// How many files and connections the process may have open.
enum OpenFiles {
    /// Takes all that the system grants: the limit that a shell hands on, often 1,024, is for programs that count
    /// descriptors in 1,024 bits, and each browser's connection is one.
    static func raiseLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max
        else {
            return
        }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
