// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Agents the log knows, in the order in which they came: what a step needs in one array, the rest beside it.
struct AgentTable: Sendable {
    private var cores: [AgentCore] = []
    /// The rest, by the same index.
    private(set) var details: [AgentDetails] = []
    private var indexByID: [AgentID: Int] = [:]

    init() {}

    /// Agents in the table.
    var count: Int { cores.count }

    /// Of all agents.
    var indices: Range<Int> { cores.indices }

    /// An agent's index. Complexity: O(1).
    func index(of agent: AgentID) -> Int? { indexByID[agent] }

    /// An agent.
    subscript(index: Int) -> AgentCore {
        _read { yield cores[index] }
        _modify { yield &cores[index] }
    }

    /// Changes what few steps need.
    mutating func changeDetails(_ index: Int, _ body: (inout AgentDetails) -> Void) { body(&details[index]) }

    /// Moves an agent's slot on.
    mutating func setPhase(_ index: Int, _ phase: AgentState.Phase) {
        details[index].phase = phase
        cores[index].stage =
            switch phase {
            case .idle: .idle
            case .offered: .offered
            case .busy: .busy
            }
    }

    /// Another profile: topics are looked up anew.
    mutating func setProfile(_ index: Int, _ profile: AgentProfile, _ costs: ChannelCosts) {
        details[index].profile = profile
        details[index].topics = []
        cores[index].channels = ChannelSet(profile.channels)
        weigh(index, costs)
    }

    /// Other contacts beside the offer.
    mutating func setSeats(_ index: Int, _ seats: [SeatReport], _ costs: ChannelCosts) {
        details[index].seats = seats
        weigh(index, costs)
    }

    /// Reckons anew what an agent has room for. Complexity: O(1) for who has nothing beside the offer.
    mutating func weigh(_ index: Int, _ costs: ChannelCosts) {
        let seats = details[index].seats
        guard !seats.isEmpty else {
            cores[index].load = 0
            return cores[index].open = cores[index].channels
        }
        let channels = seats.map(\.channel)
        let limits = details[index].profile.channels
        cores[index].load = UInt8(clamping: costs.load(of: channels))
        let isIgnored = isPlanted(.capacityIgnored)
        cores[index].open = ChannelSet(limits.filter { isIgnored || costs.fits($0.channel, beside: channels, limits) })
    }

    /// Adds an agent nobody knew; they are idle until `setPhase` says otherwise. Returns the index.
    mutating func append(_ core: AgentCore, _ details: AgentDetails) -> Int {
        cores.append(core)
        self.details.append(details)
        indexByID[details.agent] = cores.count - 1
        return cores.count - 1
    }
}
