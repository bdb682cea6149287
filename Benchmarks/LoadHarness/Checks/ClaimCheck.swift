// SPDX-License-Identifier: Apache-2.0

/// Whether each claim number is one caller's: a redial has that of the contact it continues.
struct ClaimCheck {
    private var owners: [String: Int] = [:]

    /// Numbers that were looked at.
    var count: Int { owners.count }

    /// A contact was told its claim number.
    ///
    /// - Parameter contact: The same for a caller's redials.
    /// - Returns: What does not fit.
    mutating func hears(_ claim: String, of contact: Int) -> String? {
        guard let owner = owners[claim] else {
            owners[claim] = contact
            return nil
        }
        return owner == contact ? nil : "claim \(claim) is contact \(owner)'s, and contact \(contact)'s"
    }
}
