// SPDX-License-Identifier: Apache-2.0

/// Lines of Asterisk's `queue_log`: `time|callid|queue|agent|event|data…`, times in seconds.
///
/// Who hung up is not known to the broker: every conversation ends with COMPLETECALLER.
public enum QueueLogLine {
    /// The line of a fact at an instant, milliseconds since 1970; nil where `queue_log` has none.
    public static func text(_ fact: DialectFact, at: Int) -> String? {
        switch fact {
        case .entered(let contact):
            return line(at, contact, "NONE", "ENTERQUEUE", ["", "", String(contact.firstPosition)])
        case .offered: return nil
        case .notTaken(let contact):
            return line(at, contact, contact.agent ?? "NONE", "RINGNOANSWER", [String(contact.rangMs(at: at))])
        case .connected(let contact):
            let data = [seconds(contact.waitedMs(at: at)), contact.offer ?? "", seconds(contact.rangMs(at: at))]
            return line(at, contact, contact.agent ?? "NONE", "CONNECT", data)
        case .transferred(let contact, let topic):
            let data = [topic, "centralino"] + spoken(contact, at)
            return line(at, contact, contact.agent ?? "NONE", "BLINDTRANSFER", data)
        case .completed(let contact):
            return line(at, contact, contact.agent ?? "NONE", "COMPLETECALLER", spoken(contact, at))
        case .left(let contact, let outcome): return left(contact, outcome, at)
        case .agentCame(let agent): return line(at, agent, "AGENTLOGIN", [agent])
        case .agentWent(let agent, let milliseconds):
            return line(at, agent, "AGENTLOGOFF", [agent, seconds(milliseconds)])
        case .paused(let agent, let reason): return line(at, agent, "PAUSEALL", [plain(reason ?? "")])
        case .resumed(let agent): return line(at, agent, "UNPAUSEALL", [""])
        }
    }

    private static func left(_ contact: DialectContact, _ outcome: OutcomeWord, _ at: Int) -> String {
        let places = [String(contact.position), String(contact.firstPosition), seconds(contact.waitedMs(at: at))]
        // Who waited as long as the topic allows did not abandon.
        return switch outcome {
        case .abandoned: line(at, contact, "NONE", "ABANDON", places)
        case .maxWait: line(at, contact, "NONE", "EXITWITHTIMEOUT", places)
        default: line(at, contact, "NONE", "WITHDRAW", [outcome.rawValue])
        }
    }

    private static func spoken(_ contact: DialectContact, _ at: Int) -> [String] {
        [seconds(contact.waitedMs(at: at)), seconds(contact.talkedMs(at: at)), String(contact.firstPosition)]
    }

    private static func line(
        _ at: Int, _ contact: DialectContact, _ agent: String, _ event: String, _ data: [String]
    ) -> String {
        ([String(at / 1_000), contact.id, contact.topic, agent, event] + data).joined(separator: "|")
    }

    private static func line(_ at: Int, _ agent: String, _ event: String, _ data: [String]) -> String {
        ([String(at / 1_000), "NONE", "NONE", agent, event] + data).joined(separator: "|")
    }

    private static func seconds(_ milliseconds: Int) -> String { String(milliseconds / 1_000) }

    /// A text without what divides fields.
    private static func plain(_ text: String) -> String { String(text.map { $0 == "|" ? "/" : $0 }) }
}
