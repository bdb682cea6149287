// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

/// What a home sees of the rest of its node in one step.
struct HomeContext {
    /// The committed state.
    let engine: Engine
    /// The machine's clocks.
    let now: Now
    /// Pool time.
    let time: PoolInstant
}
