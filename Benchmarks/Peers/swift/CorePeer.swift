// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// The driver of our own core: `CorePeer PEER WORKLOAD SCALE` prints one line of JSON (README.md).
///
/// The workloads are those of `cpp/harness.hpp`, step by step, so that the two can be set side by side.
@main
struct CorePeer {
    static func main() {
        let words = CommandLine.arguments
        guard words.count == 4, let workload = Workload.all.first(where: { $0.name == words[2] }),
            let scale = Int(words[3]), scale >= 1
        else { usage() }
        let scaled = workload.scaled(by: scale)
        var result = Result()
        switch words[1] {
        case "centralino": Harness<RingedLine>(scaled).run(&result)
        case "centralino-line": Harness<BareLine>(scaled).run(&result)
        default: usage()
        }
        result.print(workload.name)
    }

    private static func usage() -> Never {
        fail("usage: CorePeer centralino|centralino-line WORKLOAD SCALE", code: 64)
    }
}

/// A wrong run has no figures: it says what was wrong and ends.
func fail(_ what: String, code: Int32 = 1) -> Never {
    let line = Array("error: \(what)\n".utf8)
    _ = write(2, line, line.count)
    exit(code)
}
