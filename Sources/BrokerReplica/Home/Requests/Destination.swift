// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Where a contact goes that enters.
enum Destination {
    /// To a topic's line, at this priority unless the client has said one or the topic's holds.
    case line(TopicID, priority: UInt8?)
    /// Nowhere: the caller hears something, and is served by that.
    case played(TopicID)
}

extension EnqueueOrder {
    /// Where the contact goes; or why nowhere.
    func destination(in configuration: Configuration) -> Result<Destination, Refusal> {
        if let topic { return .success(.line(topic, priority: nil)) }
        guard let dialled else {
            preconditionFailure("contact \(id) comes with neither a topic nor a number")
        }
        return dialled.route(in: configuration).flatMap { route in
            if let topic = route.topic { return .success(.line(topic, priority: route.priority)) }
            if route.menu.isEmpty, let play = route.play { return .success(.played(play)) }
            let why = "\(dialled.number) has a menu here; say what the caller presses: \(route.choices)"
            return .failure(Refusal(.badRequest, why, field: "digits"))
        }
    }
}
