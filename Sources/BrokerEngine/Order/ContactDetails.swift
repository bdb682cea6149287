// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What nobody needs of a contact until it is shown to somebody.
struct ContactDetails: Sendable {
    /// The client's name for it.
    let id: ContactID
    /// The claim it belongs to.
    let claim: ClaimNumber
    /// Who calls, sealed.
    let caller: SealedCaller?
}
