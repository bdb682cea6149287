// SPDX-License-Identifier: Apache-2.0

/// An answer of the API that says only that it was done.
struct APISuccess: Decodable {
    let success: Bool
}
