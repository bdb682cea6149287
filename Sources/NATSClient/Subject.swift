// SPDX-License-Identifier: Apache-2.0

/// The rules for subjects.
///
/// The client library sends a subject as it is, so a space or a line end in one would be read by the server as
/// protocol: every subject is checked before it leaves.
enum Subject {
    /// Whether a message can be sent to the subject: no spaces, control characters, wildcards or empty tokens.
    ///
    /// - Complexity: O(length), no allocation.
    static func isValidToPublish(_ subject: String) -> Bool { isValid(subject, wildcards: false) }

    /// Whether the subject can be subscribed to: as for publishing, and `*` and a final `>` as tokens.
    static func isValidToSubscribe(_ subject: String) -> Bool { isValid(subject, wildcards: true) }

    /// Whether the text is one token, as names of streams, buckets and queue groups must be.
    static func isValidToken(_ token: String) -> Bool {
        isValid(token, wildcards: false) && !token.utf8.contains(UInt8(ascii: "."))
    }

    private static func isValid(_ subject: String, wildcards: Bool) -> Bool {
        var tokenLength = 0
        var wildcard = false
        var ended = false
        for byte in subject.utf8 {
            if ended { return false }
            switch byte {
            case UInt8(ascii: "."):
                if tokenLength == 0 || (wildcard && tokenLength > 1) { return false }
                tokenLength = 0
                wildcard = false
                continue
            case UInt8(ascii: "*") where tokenLength == 0: wildcard = true
            case UInt8(ascii: ">") where tokenLength == 0:
                wildcard = true
                ended = true
            case 0...32, 127: return false
            default: break
            }
            if wildcard && !wildcards { return false }
            tokenLength += 1
        }
        return tokenLength > 0 && !(wildcard && tokenLength > 1)
    }
}
