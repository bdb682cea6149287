// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

extension ContactCell: WireCodable {
    /// Writes what is stored of the cell.
    public func write(to writer: inout WireWriter) {
        writer.value(record)
        writer.turn(turn)
        writer.number(version)
        writer.blob(fingerprint)
        writer.flag(wasConnected)
        writer.optional(restartedAt) { $0.instant($1) }
        writer.optional(endedAt) { $0.instant($1) }
        writer.values(timeline)
        switch phase {
        case .waiting: writer.byte(0)
        // By an offer of no ring it has the bytes that it had before there were rings.
        case .held(let offer) where offer.isOfRing:
            writer.byte(4)
            writer.value(offer)
            writer.values(others.map(\.offer))
            writer.number(newestOfRing)
        case .held(let offer):
            writer.byte(1)
            writer.value(offer)
        case .connected(let offer):
            writer.byte(2)
            writer.value(offer)
        case .ended(let outcome):
            writer.byte(3)
            writer.byte(outcome.rawValue)
        }
        // Each is behind the one before: what comes later needs that one, too.
        let isLong = isBooked || consult != nil
        if !remarks.isEmpty || isLong { writer.values(remarks) }
        if isLong { writer.flag(isBooked) }
        if let consult { writer.value(consult) }
    }

    /// Reads what is stored of a cell.
    public init(from reader: inout WireReader) throws(WireError) {
        let record: ContactRecord = try reader.value()
        let turn = try reader.turn()
        let version = try reader.number()
        self.init(record: record, turn: turn, phase: .waiting, version: version, fingerprint: try reader.blob())
        told = .unknown
        wasConnected = try reader.flag()
        restartedAt = try reader.optional { (reader) throws(WireError) in try reader.instant() }
        endedAt = try reader.optional { (reader) throws(WireError) in try reader.instant() }
        timeline = try reader.values()
        switch try reader.byte() {
        case 0: phase = .waiting
        case 1: phase = .held(try reader.value())
        case 2: phase = .connected(try reader.value())
        case 3: phase = .ended(try reader.oneOf())
        case 4:
            phase = .held(try reader.value())
            let offers: [Offer] = try reader.values()
            guard offers.count < Limits.ringAgents else { throw .invalid("ring") }
            others = offers.map { RingOffer(offer: $0) }
            newestOfRing = try reader.number()
        default: throw .invalid("ContactCell")
        }
        if !reader.isAtEnd { remarks = try reader.values() }
        if !reader.isAtEnd { isBooked = try reader.flag() }
        if !reader.isAtEnd { consult = try reader.value() }
    }
}
