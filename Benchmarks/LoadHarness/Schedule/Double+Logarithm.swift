// SPDX-License-Identifier: Apache-2.0
import Foundation

extension Double {
    /// The natural logarithm.
    var logarithm: Double { log(self) }
}
