// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BrokerContract
import Foundation

/// `centralino up`: the whole system on one machine, with nothing prepared.
struct UpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Start the whole system on this machine: NATS servers, a node a site, topics.",
        discussion: """
            Starts a private nats-server a site (JetStream, 127.0.0.1 only) and a node a site: site-1, site-2, …. With \
            --nodes several of them, site-1-1, site-1-2, …: one holds the site's contacts and agents, the others have \
            every fact on their disks too, and one of them goes on at once when that one dies. \
            When every site answers it puts the configuration in force, prints addresses and what to try, and leaves \
            a context file so that the other commands need no flags. Ctrl-C stops all of it. A part that ends by \
            itself is reported with the end of its log and not started again; the others go on.

            --data keeps the state between runs: the log, the homes' stores, the pool's master key (master.key), the \
            configuration. Without it everything is in a temporary folder, removed at the end.
            """)

    @Option(help: .init("Number of sites, 1 to 9 (default: what --data was made with, or 1).", valueName: "number"))
    var sites: Int?

    @Option(help: .init("Nodes a site, 1 to 3 (default: what --data has, or 1).", valueName: "number"))
    var nodes: Int?

    @Option(help: .init("Configuration to put in force, YAML or JSON.", valueName: "file"))
    var config: String?

    @Option(help: .init("Topics, each without wrap-up, instead of --config (default: general).", valueName: "a,b"))
    var topics: String?

    @Option(help: .init("Folder that keeps the state between runs (default: a temporary one).", valueName: "folder"))
    var data: String?

    @Option(
        help: .init(
            "First port for the agents' desk, a page; ports that are taken are stepped over, 0 serves none.",
            valueName: "port"))
    var http = 8080

    @Option(help: .init("First port for NATS; ports that are taken are stepped over.", valueName: "port"))
    var natsPort = 4222

    @Option(help: .init("Folder for the logs of servers and nodes (default: with the state).", valueName: "folder"))
    var logDir: String?

    @Option(help: .init("The context file (default: see `centralino get --help`).", valueName: "file"))
    var context: String?

    @Flag(help: "When ready, print one line of JSON and nothing else on standard output.")
    var json = false

    /// Checks what the parser cannot.
    func validate() throws {
        if let sites, !(1...9).contains(sites) { throw ValidationError("--sites is 1 to 9.") }
        if let nodes, !(1...3).contains(nodes) { throw ValidationError("--nodes is 1 to 3.") }
        guard (1...65_535).contains(natsPort) else { throw ValidationError("--nats-port is 1 to 65535.") }
        guard (0...65_535).contains(http) else { throw ValidationError("--http is 0 to 65535.") }
        guard config == nil || topics == nil else { throw ValidationError("Give --config or --topics, not both.") }
        guard let topics else { return }
        let names = topics.split(separator: ",")
        guard !names.isEmpty else { throw ValidationError("--topics names no topic.") }
        for name in names { try SiteFlag.check(id: String(name), "A topic") }
    }

    /// Runs it.
    func run() throws {
        // First of all: no thread of any library may take these signals.
        Signals.block(Signals.ending.union([SIGCHLD]))
        let document = try config.map { path throws(CommandFailure) in try ConfigurationSource.read(path) }
        let binary = try ServerBinary.find(ProcessInfo.processInfo.environment)
        if let warning = binary.warning { Console.note(warning) }
        let folder = try UpFolder(data, logs: logDir, sites: sites, nodes: nodes)
        defer { folder.close() }
        let family = Family(log: Console.note)
        let system = UpSystem(folder: folder, binary: binary, family: family, firstPort: natsPort, firstWebPort: http)
        defer { system.stop() }
        do {
            try system.start()
            try system.configure(
                document, topics: topics.map { $0.split(separator: ",").map(String.init) },
                name: config ?? "the configuration")
            let contextFile = ContextFile(
                nats: system.urls, pool: UpSystem.pool, prefix: Subjects.defaultPrefix, sites: system.siteNames,
                pid: getpid(), run: UUID().uuidString, key: folder.masterKey,
                data: folder.file("nodes"))
            let path = context ?? ContextFile.defaultPath(ProcessInfo.processInfo.environment)
            try contextFile.write(path)
            defer { contextFile.remove(path) }
            let report = UpReport(system: system, folder: folder, context: path)
            if json { Console.say(report.json) } else { report.lines.forEach(Console.say) }
            try family.watch()
        } catch is Family.Ended {
            Console.note("Stopping nodes, then servers…")
        }
    }
}
