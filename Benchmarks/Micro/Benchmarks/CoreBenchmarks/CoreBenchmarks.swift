// SPDX-License-Identifier: Apache-2.0
import Benchmark
import MicroCases

/// Every case under ordo-one/benchmark, in time, allocations and, where the processor's counters can be read,
/// instructions.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput, .instructions, .mallocCountTotal], scalingFactor: .kilo,
        maxDuration: .seconds(2))
    for one in MicroCase.all {
        Benchmark(one.name) { benchmark in
            one.run(benchmark.scaledIterations.count) { benchmark.startMeasurement() }
        }
    }
}
