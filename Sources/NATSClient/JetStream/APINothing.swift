// SPDX-License-Identifier: Apache-2.0

/// The body of a request that has none: `nil as APINothing?`.
struct APINothing: Encodable {}
