// SPDX-License-Identifier: Apache-2.0

extension Double {
    /// With so many digits behind the point: `1234.6`.
    func text(_ digits: Int = 1) -> String {
        guard isFinite else { return "–" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        guard abs(self) * scale < 9e15 else { return "\(self)" }
        let scaled = Int64((abs(self) * scale).rounded())
        let whole = scaled / Int64(scale)
        let sign = self < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(whole)" }
        let rest = String(scaled % Int64(scale))
        return "\(sign)\(whole)." + String(repeating: "0", count: digits - rest.count) + rest
    }

    /// Without digits that say nothing: `100000`, `0.1`.
    var short: String { self == rounded() && abs(self) < 1e15 ? text(0) : "\(self)" }
}
