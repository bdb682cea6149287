// SPDX-License-Identifier: Apache-2.0

/// Who is on the phone first when a topic calls back.
public enum FirstCalled: String, Codable, CaseIterable, Hashable, Sendable {
    /// The agent, who then calls the customer.
    case agent
    /// The customer; then agents are asked.
    case customer
}
