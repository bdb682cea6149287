// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What a time zone's clocks show from an instant on.
public struct ZoneOffset: Hashable, Sendable {
    /// The instant, in milliseconds since 1970.
    public let fromMs: Int
    /// Seconds by which they are ahead of UTC.
    public let seconds: Int

    /// Every offset of a zone from 2024 to the end of 2063, as far as this machine knows; whatever is asked beyond has
    /// the last.
    ///
    /// The same for the same zone whenever it is asked, unless the machine's zones have changed meanwhile.
    ///
    /// - Parameter zone: its IANA name.
    /// - Returns: at least one, ascending; nil when this machine does not know the zone. `UTC` every machine knows.
    /// - Complexity: O(days), some milliseconds.
    public static func all(of zone: String) -> [ZoneOffset]? {
        guard zone != "UTC" else { return [ZoneOffset(fromMs: Self.beginSeconds * 1_000, seconds: 0)] }
        guard let zone = TimeZone(identifier: zone) else { return nil }
        var all = [ZoneOffset(fromMs: beginSeconds * 1_000, seconds: offset(zone, beginSeconds))]
        for day in stride(from: beginSeconds, to: endSeconds, by: 86_400) {
            let after = offset(zone, day + 86_400)
            guard after != all[all.count - 1].seconds else { continue }
            // The first second of the day with the new offset.
            var (low, high) = (day, day + 86_400)
            while high - low > 1 {
                let middle = (low + high) / 2
                if offset(zone, middle) == after { high = middle } else { low = middle }
            }
            all.append(ZoneOffset(fromMs: high * 1_000, seconds: after))
        }
        return all
    }

    /// 2024-01-01.
    private static let beginSeconds = 1_704_067_200
    /// 2064-01-01.
    private static let endSeconds = 2_966_371_200

    private static func offset(_ zone: TimeZone, _ second: Int) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(second)))
    }
}
