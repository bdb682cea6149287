// SPDX-License-Identifier: Apache-2.0

/// What a JSON value is.
enum JSONKind: Sendable {
    case null, boolean, number, string, array, object
}
