// SPDX-License-Identifier: Apache-2.0
import PoolKit

/// Follows what a pool's processes take, where the load has started them; one look an interval.
struct PoolWatch {
    private let processes: [PoolProcess]
    private let pace: PaceScenario
    private var looks: [Look] = []

    /// What was seen at a moment.
    private struct Look {
        /// Nanoseconds since the load began.
        let at: Int64
        var cpu: [PoolProcess.Kind: Double] = [:]
        /// The largest of a kind, bytes.
        var resident: [PoolProcess.Kind: Int] = [:]
    }

    init(_ processes: [PoolProcess], _ pace: PaceScenario) {
        self.processes = processes
        self.pace = pace
    }

    /// Looks, if it is time to. Times are of the machine's clock, nanoseconds.
    mutating func look(now: Int64, beganAt: Int64) {
        let at = now - beganAt
        guard !processes.isEmpty, at >= 0 else { return }
        if let last = looks.last, at / pace.interval <= last.at / pace.interval { return }
        var look = Look(at: at)
        for process in processes {
            // One that has ended takes no more: the differences to it would be of the others alone.
            guard let seen = process.look() else { return }
            look.cpu[process.kind, default: 0] += seen.cpu
            look.resident[process.kind] = max(look.resident[process.kind] ?? 0, seen.resident)
        }
        looks.append(look)
    }

    /// What the pool took; nil when it was not looked at twice in the measured time.
    ///
    /// - Parameter intervals: What happened in the load.
    func figures(_ intervals: [IntervalFigures]) -> PoolFigures? {
        let moments = zip(looks, looks.dropFirst()).map { before, look in
            PoolFigures.Moment(
                at: Double(look.at) / 1e9, nodeCores: Self.cores(.node, before, look),
                serverCores: Self.cores(.server, before, look),
                nodeMegabytes: Double(look.resident[.node] ?? 0) / 1e6,
                serverMegabytes: Double(look.resident[.server] ?? 0) / 1e6)
        }
        let measured = looks.filter { (pace.measuredFrom...pace.end).contains($0.at) }
        guard let first = measured.first, let last = measured.last, last.at > first.at else { return nil }
        // Whole intervals between the two looks, each taken just after one has begun.
        let between = Int(first.at / pace.interval)..<Int(last.at / pace.interval)
        let contacts = between.clamped(to: 0..<intervals.count).reduce(0) { $0 + intervals[$1].counts[.arrived] }
        guard contacts > 0 else { return nil }
        func perContact(_ kind: PoolProcess.Kind) -> Double {
            ((last.cpu[kind] ?? 0) - (first.cpu[kind] ?? 0)) * 1e3 / Double(contacts)
        }
        return PoolFigures(
            nodesMsPerContact: perContact(.node), serversMsPerContact: perContact(.server), moments: moments)
    }

    private static func cores(_ kind: PoolProcess.Kind, _ before: Look, _ look: Look) -> Double {
        ((look.cpu[kind] ?? 0) - (before.cpu[kind] ?? 0)) * 1e9 / Double(look.at - before.at)
    }
}
