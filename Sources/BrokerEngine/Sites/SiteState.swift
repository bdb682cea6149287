// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// What the log knows of a site.
public struct SiteState: Hashable, Sendable {
    /// Who holds its home.
    public internal(set) var home: HomeRecord
    /// Whether its contacts and agents are skipped because its home does not confirm.
    public internal(set) var isDetached: Bool
}
