// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import NATSClient

/// Why a request has no reply of the kind asked for.
enum RequestFailure: Error {
    /// The broker refused it.
    case refused(ContractError)
    /// No answer came.
    case unanswered(NATSError)

    /// Whether the same request may succeed later; it is safe to repeat.
    var isRetriable: Bool {
        switch self {
        case .refused(let error): error.code.isRepeatable
        case .unanswered(let error): error.isRetriable
        }
    }

    /// What happened, in a few words, without the end of a sentence.
    ///
    /// - Parameter site: The site that was asked.
    func text(_ site: String) -> String {
        switch self {
        case .refused(let error):
            let field = error.field.map { " (\($0))" } ?? ""
            return "\(site) refuses: \(error.message)\(field)"
        case .unanswered(let error):
            switch error.code {
            case .noResponders: return "no node of \(site) answers"
            case .timeout: return "\(site) does not answer"
            case .disconnected, .noServers: return "the connection to NATS is lost"
            default: return "NATS refuses: \(error)"
            }
        }
    }

    /// The failure of a command that gives up.
    ///
    /// - Parameter site: The site that was asked.
    func asCommandFailure(_ site: String) -> CommandFailure {
        switch self {
        case .refused(let error) where error.code == .unavailable:
            CommandFailure(.unavailable, "Not now: \(text(site)). Try again in a moment.")
        case .refused(let error) where error.code == .badRequest && error.issues != nil:
            CommandFailure(.configuration, text(site))
        case .refused:
            CommandFailure(.refused, text(site) + ".")
        case .unanswered(let error) where error.isRetriable:
            CommandFailure(
                .unavailable,
                "\(text(site)). Is its node running, and does the pool's name fit (--pool, --prefix)?")
        case .unanswered:
            CommandFailure(.unavailable, text(site) + ".")
        }
    }
}
