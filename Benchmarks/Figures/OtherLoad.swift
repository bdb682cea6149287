// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The machine's load average beside the figures: a figure taken on a busy machine says so.
enum OtherLoad {
    /// Over the last minute.
    static var average: Double {
        var loads = [Double](repeating: 0, count: 1)
        return getloadavg(&loads, 1) == 1 ? loads[0] : .nan
    }
}
