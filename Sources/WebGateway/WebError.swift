// SPDX-License-Identifier: Apache-2.0

/// Why there is no gateway.
public enum WebError: Error, Sendable, CustomStringConvertible {
    /// The address is none, or not of this machine.
    case address(String)
    /// The port cannot be had.
    case port(String)
    /// NATS does not let the gateway in.
    case nats(String)

    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .address(let text), .port(let text), .nats(let text): text
        }
    }
}
