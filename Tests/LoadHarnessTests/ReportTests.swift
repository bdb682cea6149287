// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import LoadHarness

@Suite("Reports")
struct ReportTests {
    /// A good load of ten contacts.
    private var figures: PartFigures {
        var figures = PartFigures()
        for kind in [Counts.Kind.arrived, .acknowledged, .connected, .handled] { figures.counts[kind] = 10 }
        for kind in LatencyKind.allCases {
            var record = LatencyRecord()
            for value in 1...10 { record.record(Int64(value) * 1_000_000) }
            figures.latencies[kind] = record
        }
        var interval = IntervalFigures()
        interval.counts[.arrived] = 10
        interval.counts[.connected] = 5
        interval.waiting = 3
        for value in 1...10 {
            interval.offer.record(Int64(value) * 1_000_000)
            interval.wait.record(Int64(value) * 2_000_000_000)
        }
        figures.intervals = [interval, interval]
        for _ in 0..<10 { figures.lateness.record(10, limit: 100) }
        figures.checked = [.order: 9]
        figures.cpu = 500_000_000
        figures.lived = 2_000_000_000
        return figures
    }

    private func run(_ figures: PartFigures, name: String = "steady", wasStopped: Bool = false) -> LoadRun {
        LoadRun(
            name: name, scenario: Samples.scenario, sites: ["roma", "milano"], processes: 2,
            startedAt: "2026-11-29T00:00:00Z", wasStopped: wasStopped, cores: 2, loadAverage: 1.25, figures: figures)
    }

    @Test("A good load is good")
    func good() {
        let report = LoadReport(run(figures))
        #expect(report.verdict == .kept && report.remarks.isEmpty && report.verdict.exitCode == 0)
        #expect(report.harnessCores == 0.25)
        #expect(abs((report.latenciesUs[.offer]?.p50 ?? 0) - 5_000) < 10)
        #expect(report.checks[.order] == CheckResult(looked: 9, found: 0, told: []))
        #expect(report.intervals.map(\.at) == [1, 2] && report.intervals[0].arrived == 10)
        #expect(TextReport.lines(report).last?.contains("good") == true)
    }

    @Test("What a check found is a violation, told loudly, whatever else there is")
    func violated() {
        var figures = figures
        figures.findings.add(.twice, "c1 is connected to b while a serves it")
        figures.lateness.record(1_000, limit: 100)
        let report = LoadReport(run(figures))
        #expect(report.verdict == .violated && report.verdict.exitCode == 1)
        let text = TextReport.lines(report).joined(separator: "\n")
        #expect(text.contains("THE CONTRACT WAS VIOLATED") && text.contains("VIOLATED nothing doubled"))
        #expect(text.contains("c1 is connected to b while a serves it"))
        #expect(HTMLReport.page(report, figures).contains("c1 is connected to b"))
    }

    @Test("A late sender, one that could not hear, and one that nobody answered make a load void")
    func void() {
        let changes: [(inout PartFigures) -> Void] = [
            { $0.lateness.record(1_000, limit: 100) }, { $0.hearing.dropped = 1 }, { $0.hearing.unsent = 1 },
            { $0.counts[.acknowledged] = 0 }, { $0.hearing.unknown = 1 },
        ]
        for change in changes {
            var figures = figures
            change(&figures)
            let report = LoadReport(run(figures))
            #expect(report.verdict == .void && report.verdict.exitCode == 2)
            #expect(report.remarks.first?.hasPrefix("VOID:") == true)
            #expect(TextReport.lines(report).last?.contains("VOID") == true)
        }
    }

    @Test("A load in which not everybody was served is not called good")
    func notHeld() {
        let changes: [(inout PartFigures) -> Void] = [
            { $0.counts[.failed] = 1 }, { $0.counts[.passedOver] = 1 }, { $0.counts[.cutShort] = 1 },
        ]
        for change in changes {
            var figures = figures
            change(&figures)
            let report = LoadReport(run(figures))
            #expect(report.verdict == .notHeld && report.verdict.exitCode == 3)
            #expect(report.remarks.first?.hasPrefix("NOT HELD:") == true)
            #expect(TextReport.lines(report).last?.contains("NOT HELD") == true)
            #expect(HTMLReport.page(report, figures).contains("not everybody was served"))
            // A load of which nothing can be said is void first.
            figures.hearing.dropped = 1
            #expect(LoadReport(run(figures)).verdict == .void)
        }
    }

    @Test("Who is in line when a load is stopped is no line that grows; what was refused stays refused")
    func stopped() {
        var figures = figures
        figures.counts[.cutShort] = 5
        #expect(LoadReport(run(figures)).verdict == .notHeld)
        #expect(LoadReport(run(figures, wasStopped: true)).verdict == .kept)
        figures.counts[.failed] = 1
        #expect(LoadReport(run(figures, wasStopped: true)).verdict == .notHeld)
    }

    @Test("What is not as it should be, and yet no fault, is remarked")
    func remarks() {
        var figures = figures
        figures.hearing.gaps = 2
        figures.hearing.disconnects = 1
        figures.hearing.isRealTime = false
        figures.hearing.hadIslands = true
        figures.counts[.arrived] = 400
        figures.counts[.cutShort] = 4
        var run = run(figures, wasStopped: true)
        run.otherCores = 0.5
        let report = LoadReport(run)
        #expect(report.verdict == .kept && report.remarks.count == 7 && report.wasStopped)
        run.otherCores = 0.05
        #expect(LoadReport(run).remarks.count == 6)
    }

    @Test("The page has every plot and nothing from elsewhere, and what is text stays text")
    func page() {
        var figures = figures
        figures.failures = ["<script>alert(1)</script>": 1]
        var run = run(figures, name: "a<b>&\"c\"")
        #expect(HTMLReport.page(LoadReport(run), figures).components(separatedBy: "<svg").count - 1 == 6)
        let moment = PoolFigures.Moment(at: 1, nodeCores: 0.5, serverCores: 0.2, nodeMegabytes: 60, serverMegabytes: 20)
        run.pool = PoolFigures(nodesMsPerContact: 1, serversMsPerContact: 0.25, moments: [moment, moment])
        let page = HTMLReport.page(LoadReport(run), figures)
        #expect(page.components(separatedBy: "<svg").count - 1 == 8)
        #expect(page.components(separatedBy: "<polyline").count - 1 == 3 + 5 + 2 + 1 + 3 + 1 + 2 + 2)
        #expect(page.contains("1.25 ms of processors a contact") && page.contains("60 MB at its end"))
        for title in ["by percentile", "Waiting over time", "Throughput", "Failures over time", "offer over time"] {
            #expect(page.contains(title), "\(title)")
        }
        #expect(page.contains("a&lt;b&gt;&amp;&quot;c&quot;") && !page.contains("a<b>"))
        for foreign in ["<script", "http://", "https://", "src=", "href=", "url(", "@import", "nan", "inf"] {
            #expect(!page.contains(foreign), "\(foreign)")
        }
        for tag in ["figure", "svg", "table", "tr", "ul", "li", "text", "body", "html"] {
            let opened = page.components(separatedBy: "<\(tag)").dropFirst().count { !($0.first?.isLetter ?? true) }
            #expect(opened == page.components(separatedBy: "</\(tag)>").count - 1, "\(tag)")
        }
    }

    @Test("A plot places its points by its scales")
    func plot() {
        let line = Plot.Line(name: "p", points: [(0, 0), (10, 50), (20, 100)])
        let plot = Plot(title: "t", xName: "x", yName: "y", lines: [line])
        #expect(plot.svg.contains("points=\"70.0,215.0 407.5,115.0 745.0,15.0\""), "\(plot.svg)")
        let powers = Plot.Line(name: "p", points: [(1, 0), (10, 1), (20, 10), (30, 100)])
        let logarithmic = Plot(title: "t", xName: "x", yName: "y", lines: [powers], yScale: .logarithmic)
        #expect(logarithmic.svg.contains("points=\"295.0,215.0 520.0,115.0 745.0,15.0\""), "\(logarithmic.svg)")
        let none = Plot(title: "t", xName: "x", yName: "y", lines: [Plot.Line(name: "p", points: [(10, 0)])])
        #expect(none.svg.contains("points=\"745.0,215.0\""), "\(none.svg)")
        #expect(Plot(title: "t", xName: "x", yName: "y", lines: []).svg.contains("Nothing to plot"))
        #expect([0.3, 1, 3, 7, 11].map(Plot.step) == [0.5, 1, 5, 10, 20])
    }

    @Test("Numbers are written as people do")
    func numbers() {
        #expect(1_234.56.text(1) == "1234.6" && 0.05.text(2) == "0.05" && (-1.5).text(0) == "-2" && 3.0.short == "3")
        #expect(0.996.text(2) == "1.00" && Double.nan.text() == "–" && 0.25.short == "0.25")
    }

    @Test("What the machine did for others is what was not done for the load")
    func others() throws {
        let stat = "cpu  100 20 30 4000 500 6 7 8 0 0\ncpu0 1 2 3 4 5 6 7 8 9 0\n"
        #expect(abs(try #require(MachineWork.busy(stat)) - 1.71) < 1e-9)
        #expect(MachineWork.busy("") == nil && MachineWork.busy("cpu  1 2") == nil)
        let before = MachineWork(at: 0, busy: 100, own: 10)
        let after = MachineWork(at: 10_000_000_000, busy: 115, own: 20)
        #expect(after.others(since: before) == 0.5 && before.others(since: before) == 0)
        #expect(MachineWork.now != nil)
    }

    @Test("The report comes back from JSON as it was")
    func coding() throws {
        let report = LoadReport(run(figures))
        let text = try ScenarioFile.json(report)
        #expect(try JSONDecoder().decode(LoadReport.self, from: Data(text.utf8)) == report)
        #expect(text.contains("\"latenciesUs\" : {") && text.contains("\"enqueue\" : {"))
    }

    @Test("A sweep ends at the first rate that is not held, and says where the knee is")
    func sweep() {
        #expect(SweepReport.rates(from: 100, to: 400, factor: 2) == [100, 200, 400])
        #expect(SweepReport.rates(from: 100, to: 399, factor: 2) == [100, 200])
        func step(_ rate: Double, _ change: (inout PartFigures) -> Void = { _ in }) -> SweepStep {
            var figures = figures
            change(&figures)
            var run = run(figures)
            run.scenario.pace.rate = rate
            return SweepStep(LoadReport(run), limitUs: 50_000)
        }
        let held = [step(100), step(200)]
        #expect(held.allSatisfy { $0.why == nil } && held[1].connectedPerSecond == 5)
        // Conversations of the measured time alone, and an interval that is partly in it by that part.
        var late = step(100) { $0.intervals[1].counts[.connected] = 900 }
        #expect(late.connectedPerSecond == 5)
        var shifted = run(figures)
        shifted.scenario.pace.warmUp = 500_000_000
        shifted.figures.intervals[1].counts[.connected] = 25
        late = SweepStep(LoadReport(shifted), limitUs: 50_000)
        #expect(late.connectedPerSecond == 15)
        let above = SweepReport(scenario: "s", steps: held)
        #expect(above.knee == 200 && !above.wasReached && above.conclusion.contains("above"))
        let slow = step(400) { $0.latencies[.offer]?.record(60_000_000) }
        #expect(slow.why?.contains("p99") == true)
        let report = SweepReport(scenario: "s", steps: held + [slow])
        #expect(report.knee == 200 && report.wasReached && report.page.contains("not held") == false)
        #expect(report.page.contains("p99 is above 50 ms") && report.page.components(separatedBy: "<svg").count == 3)
        #expect(step(1) { $0.counts[.failed] = 1 }.why != nil && step(1) { $0.counts[.cutShort] = 1 }.why != nil)
        #expect(step(1) { $0.findings.add(.lost, "c") }.why != nil && step(1) { $0.hearing.dropped = 1 }.why != nil)
        #expect(step(1) { $0.latencies[.offer] = nil }.why != nil)
        let none = SweepReport(scenario: "s", steps: [slow])
        #expect(none.knee == nil && none.verdict == .notHeld && report.verdict == .kept)
        let wrong = step(400) { $0.findings.add(.lost, "c") }
        #expect(SweepReport(scenario: "s", steps: held + [wrong]).verdict == .violated)
    }
}
