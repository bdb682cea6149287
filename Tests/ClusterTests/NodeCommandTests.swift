// SPDX-License-Identifier: Apache-2.0
import BrokerTestKit
import Foundation
import Testing

extension OnThreeSites {
    /// How `centralino node` ends when it cannot begin.
    @Suite struct NodeCommandTests {
        private struct Ended {
            let code: Int32
            let output: String
            let after: Duration
        }

        private func run(_ arguments: [String], within limit: Duration = .seconds(30)) throws -> Ended {
            let directory = try TestDirectory()
            let path = try directory.write("output", "")
            guard let output = FileHandle(forWritingAtPath: path) else { throw TestKitError("no file \(path)") }
            let began = ContinuousClock.now
            let process = try Launcher.shared.start(NodeProcess.binary, arguments, output: output)
            defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
            try Eventually.isTrue("the end of \(arguments)", within: limit) { !process.isRunning }
            let text = try String(contentsOfFile: path, encoding: .utf8)
            return Ended(code: process.terminationStatus, output: text, after: ContinuousClock.now - began)
        }

        @Test(.timeLimit(.minutes(1))) func natsThatIsNotThereIs69() throws {
            let directory = try TestDirectory()
            let key = try CentralinoCluster.writeKey(in: directory)
            let port = try FreePort.take(1)[0]
            let ended = try run([
                "node", "--site", "roma", "--nats", "nats://127.0.0.1:\(port)", "--data", directory.file("data"),
                "--key", key, "--wait", "2",
            ])
            #expect(ended.code == 69, "\(ended.output)")
            #expect(ended.after >= .seconds(1) && ended.after < .seconds(8), "\(ended.after)")
            #expect(ended.output.contains("nats-server"), "\(ended.output)")
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: [
                ["--nonsense"], ["--site", "Not A Name"], ["--replicas", "2"], ["--wait", "0"],
                ["--log-level", "loud"],
            ])
        func badUsageIs64(_ flags: [String]) throws {
            let directory = try TestDirectory()
            let key = try CentralinoCluster.writeKey(in: directory)
            let ended = try run(["node", "--site", "roma", "--key", key, "--wait", "1"] + flags)
            #expect(ended.code == 64, "\(flags): \(ended.output)")
            #expect(!ended.output.isEmpty)
        }

        @Test(.timeLimit(.minutes(1))) func aMissingFlagIs64() throws {
            #expect(try run(["node"]).code == 64)
        }

        /// The client library gives up where it is refused twice, and says nothing: the node must not live on mute.
        @Test(.timeLimit(.minutes(2))) func aNodeThatIsRefusedWhileItRunsEndsWith69() throws {
            var options = NATSServerOptions()
            options.users = [.init("node", password: "right")]
            let server = try NATSServerProcess(options)
            let directory = try TestDirectory()
            let node = try NodeProcess(
                site: "roma", servers: [server.url], key: try CentralinoCluster.writeKey(in: directory))
            try node.start(["--replicas", "1", "--user", "node", "--password", "right"])
            server.kill()
            let file = server.directory.file("server.conf")
            let changed = try String(contentsOfFile: file, encoding: .utf8).replacing("right", with: "other")
            try changed.write(toFile: file, atomically: true, encoding: .utf8)
            try server.start()
            #expect(try node.waitForEnd(within: .seconds(40)) == 69, "\(node.log)")
            #expect(node.log.contains("refuse"), "\(node.log)")
        }

        /// Callers' hashes, notes and addresses are in them, whatever the umask of who starts the node.
        @Test(.timeLimit(.minutes(1))) func whatANodeWritesIsItsOwnersAlone() throws {
            let server = try NATSServerProcess()
            let directory = try TestDirectory()
            let node = try NodeProcess(
                site: "roma", servers: [server.url], key: try CentralinoCluster.writeKey(in: directory))
            try node.start(["--replicas", "1"])
            let files = try FileManager.default.subpathsOfDirectory(atPath: node.dataDirectory)
            #expect(files.contains("history.sqlite") && files.contains("home/home.sqlite"))
            for file in files {
                let attributes = try FileManager.default.attributesOfItem(atPath: node.dataDirectory + "/" + file)
                let mode = try #require(attributes[.posixPermissions] as? Int)
                #expect(mode & 0o077 == 0, "\(file) has mode \(String(mode, radix: 8))")
            }
        }

        @Test(.timeLimit(.minutes(1)), arguments: [0o644, 0o640, 0o604])
        func aKeyOthersMayReadIs78(_ mode: Int) throws {
            let directory = try TestDirectory()
            let key = try CentralinoCluster.writeKey(in: directory, mode: mode)
            let ended = try run([
                "node", "--site", "roma", "--data", directory.file("data"), "--key", key, "--wait", "1",
            ])
            #expect(ended.code == 78, "\(ended.output)")
            #expect(ended.output.contains(key), "\(ended.output)")
        }

        @Test(
            .timeLimit(.minutes(1)), arguments: ["", "# only a comment\n", "abc\n", String(repeating: "g", count: 64)])
        func aKeyFileWithoutKeyIs78(_ text: String) throws {
            let directory = try TestDirectory()
            let key = try directory.write("key", text)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
            let ended = try run([
                "node", "--site", "roma", "--data", directory.file("data"), "--key", key, "--wait", "1",
            ])
            #expect(ended.code == 78, "\(ended.output)")
        }

        @Test(.timeLimit(.minutes(1))) func noKeyFileIs78() throws {
            let directory = try TestDirectory()
            let ended = try run([
                "node", "--site", "roma", "--data", directory.file("data"), "--key", directory.file("none"), "--wait",
                "1",
            ])
            #expect(ended.code == 78, "\(ended.output)")
        }
    }
}
