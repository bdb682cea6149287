// SPDX-License-Identifier: Apache-2.0

/// Members of a scanned request that need no decoder: texts without escapes, and integers. The requests of every
/// contact's life are made of these, and are read four times faster so. Anything else goes the library's way, which
/// also finds the words for what is wrong.
public struct PlainMembers {
    private let scan: JSONScan
    private let bytes: UnsafeRawBufferPointer

    /// The members, if every one of these names that is there is plain.
    init?(_ scan: JSONScan, _ bytes: UnsafeRawBufferPointer, texts: [String], integers: [String]) {
        self.scan = scan
        self.bytes = bytes
        for member in scan.members {
            if texts.contains(member.name) {
                guard member.kind == .string, !bytes[member.value].contains(0x5C) else { return nil }
            } else if integers.contains(member.name) {
                guard member.kind == .number, !member.hasOtherNumbers else { return nil }
            }
        }
    }

    /// A text, if it is there.
    func text(_ name: String) -> String? {
        guard let member = scan[name] else { return nil }
        return String(decoding: bytes[member.value].dropFirst().dropLast(), as: UTF8.self)
    }

    /// An integer, if it is there.
    func integer(_ name: String) -> Int? {
        scan[name].flatMap { Int(String(decoding: bytes[$0.value], as: UTF8.self)) }
    }

    /// Whether a member is there.
    func has(_ name: String) -> Bool { scan[name] != nil }
}
