// SPDX-License-Identifier: Apache-2.0
import java.util.List;

/** What cpp/workloads.hpp says in C++: {@code waiting} entries beforehand, and the {@code work} of one episode. */
record Workload(String name, Kind kind, int levels, int waiting, int work, int threads) {
    enum Kind { HOLD, THREADS, CANCEL, PUT_BACK, LIFE }

    private static final List<Workload> ALL = List.of(
            new Workload("hold-1k-8", Kind.HOLD, 8, 1_000, 2_000_000, 0),
            new Workload("hold-1k-256", Kind.HOLD, 256, 1_000, 2_000_000, 0),
            new Workload("hold-100k-8", Kind.HOLD, 8, 100_000, 2_000_000, 0),
            new Workload("hold-100k-256", Kind.HOLD, 256, 100_000, 2_000_000, 0),
            new Workload("hold-1m-8", Kind.HOLD, 8, 1_000_000, 2_000_000, 0),
            new Workload("hold-1m-256", Kind.HOLD, 256, 1_000_000, 2_000_000, 0),
            new Workload("1p1c-256", Kind.THREADS, 256, 10_000, 2_000_000, 1),
            new Workload("2p2c-256", Kind.THREADS, 256, 10_000, 2_000_000, 2),
            new Workload("cancel", Kind.CANCEL, 256, 1_000_000, 250_000, 0),
            new Workload("put-back", Kind.PUT_BACK, 256, 1_000_000, 250_000, 0),
            new Workload("life", Kind.LIFE, 8, 100_000, 500_000, 0));

    /** Null if there is no such workload. */
    static Workload named(String name, int scale) {
        for (Workload one : ALL) {
            if (one.name.equals(name)) {
                int waiting = Math.max(one.waiting / scale, 20);
                int work = Math.max(one.work / scale, 20);
                return new Workload(name, one.kind, one.levels, waiting, work, one.threads);
            }
        }
        return null;
    }

    /** The level is in the id, so that who pops can see what it should have been. */
    static long identity(long producer, long level, long number) {
        return producer << 56 | level << 48 | number;
    }
}
