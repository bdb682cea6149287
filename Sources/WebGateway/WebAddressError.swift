// SPDX-License-Identifier: Apache-2.0

/// Why a text is no address of the gateway: what is wrong, for the person who typed it.
public struct WebAddressError: Error, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let description: String
}
