// SPDX-License-Identifier: Apache-2.0
import Foundation
import MicroCases

/// Does one case so many times, for `instructions` to count: `MicroCount CASE OPERATIONS`, or `MicroCount --list`.
@main
struct MicroCount {
    static func main() {
        let words = CommandLine.arguments
        if words.count == 2, words[1] == "--list" {
            for one in MicroCase.all { print(one.name) }
            return
        }
        guard words.count == 3, let one = MicroCase.all.first(where: { $0.name == words[1] }),
            let operations = Int(words[2]), operations >= 0
        else {
            FileHandle.standardError.write(Data("usage: MicroCount CASE OPERATIONS | --list\n".utf8))
            exit(64)
        }
        one.run(operations) {}
    }
}
