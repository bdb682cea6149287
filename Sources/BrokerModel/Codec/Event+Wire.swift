// SPDX-License-Identifier: Apache-2.0

extension Event {
    private var kind: UInt8 {
        switch self {
        case .epochBegan: 1
        case .homeTaken: 2
        case .configured: 3
        case .rangeReserved: 4
        case .enqueued: 5
        case .contactReported: 6
        case .agentReported: 7
        case .offered: 8
        case .siteDetached: 9
        case .siteAttached: 10
        case .heirsListed: 11
        case .slotBooked: 13
        }
    }

    /// Writes the kind and a frame, so that a node which does not know the kind can skip it.
    public func write(to writer: inout WireWriter) {
        writer.byte(kind)
        writer.framed { frame in
            switch self {
            case .epochBegan(let epoch, let owner):
                frame.number(epoch)
                frame.id(owner)
            case .homeTaken(let home): frame.value(home)
            case .configured(let configuration, let request):
                frame.value(configuration)
                frame.number(request)
            case .rangeReserved(let site, let incarnation, let range):
                frame.id(site)
                frame.number(incarnation)
                frame.number(range.first)
                frame.number(range.count)
            case .enqueued(let record, let turn):
                frame.value(record)
                frame.turn(turn)
            case .contactReported(let report): frame.value(report)
            case .agentReported(let report): frame.value(report)
            case .offered(let offer): frame.value(offer)
            case .siteDetached(let site), .siteAttached(let site): frame.id(site)
            case .heirsListed(let site, let heirs):
                frame.id(site)
                frame.list(heirs) { $0.id($1) }
            case .slotBooked(let number, let turn, let slotAt):
                frame.contact(number)
                frame.turn(turn)
                frame.instant(slotAt)
            }
        }
    }

    /// Reads an event; nil for a kind of a later version, which takes its sequence and changes nothing here.
    public static func read(from reader: inout WireReader) throws(WireError) -> Event? {
        let kind = try reader.byte()
        var frame = try reader.frame()
        return switch kind {
        case 1: .epochBegan(epoch: try frame.number(), owner: try frame.id())
        case 2: .homeTaken(try frame.value())
        case 3: .configured(try frame.value(), request: try frame.number())
        case 4:
            .rangeReserved(
                try frame.id(), incarnation: try frame.number(),
                ClaimRange(first: try frame.number(), count: try frame.number()))
        case 5: .enqueued(try frame.value(), try frame.turn())
        case 6: .contactReported(try frame.value())
        case 7: .agentReported(try frame.value())
        case 8: .offered(try frame.value())
        case 9: .siteDetached(try frame.id())
        case 10: .siteAttached(try frame.id())
        case 11:
            .heirsListed(try frame.id(), try frame.list { (frame) throws(WireError) in try frame.id() })
        case 13: .slotBooked(try frame.contact(), try frame.turn(), try frame.instant())
        default: nil
        }
    }
}
