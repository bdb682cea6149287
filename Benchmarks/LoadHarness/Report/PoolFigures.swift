// SPDX-License-Identifier: Apache-2.0

/// What a pool's processes took of the machine, where the load has started them.
struct PoolFigures: Codable, Hashable, Sendable {
    /// What was seen at the end of an interval.
    struct Moment: Codable, Hashable, Sendable {
        /// Seconds since the load began.
        let at: Double
        /// Cores that all nodes, and all servers, took since the moment before.
        let nodeCores: Double
        let serverCores: Double
        /// The largest node, and the largest server: resident memory, a million bytes.
        let nodeMegabytes: Double
        let serverMegabytes: Double
    }

    /// Processor time of all nodes, and of all servers, for each contact that came in the measured time, milliseconds.
    let nodesMsPerContact: Double
    let serversMsPerContact: Double
    let moments: [Moment]

    /// What the largest node had a quarter into the load, and at its end; a memory that grows shows here.
    var nodeMegabytes: (early: Double, late: Double) {
        guard let last = moments.last else { return (0, 0) }
        return (moments[moments.count / 4].nodeMegabytes, last.nodeMegabytes)
    }

    /// In words.
    var text: String {
        let (early, late) = nodeMegabytes
        return "the pool took \((nodesMsPerContact + serversMsPerContact).text(2)) ms of processors a contact, nodes "
            + "\(nodesMsPerContact.text(2)), servers \(serversMsPerContact.text(2)); the largest node had "
            + "\(early.text(0)) MB a quarter into the load and \(late.text(0)) MB at its end"
    }
}
