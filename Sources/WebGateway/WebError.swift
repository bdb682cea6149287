// SPDX-License-Identifier: Apache-2.0

/// Why there can be no gateway.
public enum WebError: Error, Sendable, CustomStringConvertible {
    /// The address is none, or not of this machine.
    case address(String)

    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .address(let text): text
        }
    }
}
