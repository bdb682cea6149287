// SPDX-License-Identifier: Apache-2.0
import BrokerModel

// What came after the rows of a snapshot: parts with a number each, behind everything else, and only where there is
// something to say. A build that does not know a part leaves it out.
extension Engine {
    private enum Part: UInt64 {
        case estimates = 1
        case redials = 2
        case slots = 4
        case holders = 8
    }

    func writeMore(to writer: inout WireWriter) {
        writeEstimates(to: &writer)
        for case (let part, let bytes?) in [
            (Part.redials, redialsPart), (.slots, slotsPart), (.holders, holdersPart),
        ] {
            writer.number(part.rawValue)
            writer.blob(bytes)
        }
    }

    private func writeEstimates(to writer: inout WireWriter) {
        let measured = topics.indices.filter { topics[$0].estimates != EstimateFigures() }
        let working = agents.indices.filter {
            agents.details[$0].worksFor != nil && agents.details[$0].tallies.workingSince != nil
        }
        guard !measured.isEmpty || !working.isEmpty else { return }
        var part = WireWriter()
        part.list(measured) { writer, topic in
            writer.number(UInt64(topic))
            writer.value(topics[topic].estimates)
        }
        part.list(working) { writer, agent in
            writer.number(UInt64(agent))
            writer.number(UInt64(agents.details[agent].worksFor ?? 0))
        }
        writer.number(Part.estimates.rawValue)
        writer.blob(part.bytes)
    }

    /// Reads the parts; `isWhole` says whether the contacts are here.
    mutating func readMore(_ reader: inout WireReader, isWhole: Bool) throws(WireError) {
        while !reader.isAtEnd {
            let part = Part(rawValue: try reader.number())
            var frame = try reader.frame()
            switch part {
            case .estimates: try readEstimates(&frame)
            case .redials: try readRedials(from: &frame)
            case .slots: try readSlots(from: &frame, isWhole: isWhole)
            case .holders: try readHolders(from: &frame)
            case nil: break
            }
        }
    }

    /// Since when stores hold homes, where they have been opened again since.
    private var holdersPart: [UInt8]? {
        let held = sites.inOrder.filter { $0.heldSince != $0.reign }
        guard !held.isEmpty else { return nil }
        var writer = WireWriter()
        writer.list(held) { writer, state in
            writer.id(state.home.site)
            writer.number(state.heldSince)
        }
        return writer.bytes
    }

    private mutating func readHolders(from reader: inout WireReader) throws(WireError) {
        let held = try reader.list { (reader) throws(WireError) -> (SiteID, UInt64) in
            (try reader.id(), try reader.number())
        }
        for (site, since) in held {
            guard let state = sites[site], since < state.reign else { throw .invalid("since when a home is held") }
            sites.change(site) { $0.heldSince = since }
        }
    }

    private mutating func readEstimates(_ reader: inout WireReader) throws(WireError) {
        let measured = try reader.list { (reader) throws(WireError) -> (UInt64, EstimateFigures) in
            (try reader.number(), try reader.value())
        }
        for (topic, figures) in measured {
            guard topic < UInt64(topics.count) else { throw .invalid("topic") }
            topics[Int(topic)].estimates = figures
        }
        let working = try reader.list { (reader) throws(WireError) -> (UInt64, UInt64) in
            (try reader.number(), try reader.number())
        }
        for (agent, topic) in working {
            guard agent < UInt64(agents.count), topic < UInt64(topics.count) else { throw .invalid("agent at work") }
            agents.changeDetails(Int(agent)) { $0.worksFor = UInt32(topic) }
        }
    }
}
