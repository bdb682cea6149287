// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerModel

// What a lever makes of a pool that is known by its contract.
extension Lever {
    /// Those that a cluster can be played under: nobody hangs up to be called.
    static let ofDays = allCases.filter { !$0.givesCallbacks && !$0.givesAppointments }

    /// What the pool is told of its topics, in compressed time.
    func configuration(of lines: DeskLines, speed: Int) -> ConfigurationDocument {
        func compressed(_ deskMs: Int64) -> ConfiguredDuration {
            ConfiguredDuration(milliseconds: max(1, Int(deskMs) / speed))
        }
        let rules = rules(of: lines)
        var topics: [String: TopicConfiguration] = [:]
        for (index, name) in lines.names.enumerated() {
            var topic = TopicConfiguration(
                wrapUp: ConfiguredDuration(milliseconds: 0), serviceLevel: compressed(AnsweringPool.serviceLevelMs),
                shortAbandon: compressed(AnsweringPool.shortAbandonMs), maxWaiting: 100_000)
            topic.relax = rules.ofTopic(index).relax.map { step in
                var relaxed = RelaxConfiguration(after: compressed(step.afterMs))
                relaxed.addTopic = step.addTopic?.text
                return relaxed
            }
            topics[name] = topic
        }
        return ConfigurationDocument(topics: topics)
    }

    /// How an agent of a shift logs in.
    func login(_ shift: Shift, as agent: String, _ lines: DeskLines) -> LoginRequest {
        let levels = Dictionary(shift.topics.map { (lines.names[$0], 1) }) { first, _ in first }
        return LoginRequest(agent: agent, topics: levels, intent: .available)
    }
}
