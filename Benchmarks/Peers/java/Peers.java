// SPDX-License-Identifier: Apache-2.0

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The peers in Java, with the workloads of cpp/harness.hpp: the same draws, the same work, the same checks. */
public final class Peers {
    private final String peer;
    private final Workload workload;
    private final double least;

    private double operations;
    private double time;
    private Double bytesPerItem;
    private Latencies latencies = new Latencies();

    private Peers(String peer, Workload workload, double least) {
        this.peer = peer;
        this.workload = workload;
        this.least = least;
    }

    /** PEER WORKLOAD SCALE: one line of JSON on stdout. Exit codes: 0, 1 when a run was wrong, 64 for bad usage. */
    public static void main(String[] words) {
        int scale = words.length == 3 && words[2].matches("[1-9][0-9]{0,8}") ? Integer.parseInt(words[2]) : 0;
        Workload workload = scale > 0 ? Workload.named(words[1], scale) : null;
        if (workload == null || Queue.named(words[0]) == null) {
            System.err.println("usage: Peers PEER WORKLOAD SCALE");
            System.exit(64);
        }
        try {
            // Episodes follow each other for at least so many seconds.
            new Peers(words[0], workload, 1.0 / scale).run();
        } catch (Throwable failure) {
            end(failure);
        }
    }

    /** A wrong run has no figures: it says what was wrong and ends. */
    static void end(Throwable failure) {
        System.err.println("error: " + failure);
        Runtime.getRuntime().halt(1);
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    private void run() throws InterruptedException {
        Workload.Kind kind = workload.kind();
        String reason = Queue.named(peer).noCancel();
        if (reason != null && (kind == Workload.Kind.CANCEL || kind == Workload.Kind.LIFE)) {
            System.out.printf("{\"workload\": \"%s\", \"unsupported\": \"%s\"}%n", workload.name(), reason);
            return;
        }
        compareWithModel();
        if (kind == Workload.Kind.HOLD) {
            bytesPerItem = bytesPerItem();
        }
        // Warming up: all that counts, once before it counts.
        episodes();
        operations = 0;
        time = 0;
        latencies = new Latencies();

        OtherCpu others = new OtherCpu();
        episodes();
        double share = others.share();
        System.out.printf(
                Locale.ROOT,
                "{\"workload\": \"%s\", \"opsPerSecond\": %.6g, \"p50Ns\": %s, \"p99Ns\": %s, \"p999Ns\": %s, "
                        + "\"bytesPerItem\": %s, \"otherCpuShare\": %.6g}%n",
                workload.name(), operations / time, latencies.nanoseconds(0.5), latencies.nanoseconds(0.99),
                latencies.nanoseconds(0.999), bytesPerItem, share);
    }

    /** The same work again and again, and once more for the latencies. */
    private void episodes() throws InterruptedException {
        long begin = System.nanoTime();
        do {
            episode(false);
        } while (System.nanoTime() - begin < least * 1e9);
        episode(true);
    }

    private void episode(boolean sampled) throws InterruptedException {
        switch (workload.kind()) {
            case HOLD -> hold(sampled);
            case THREADS -> threads(sampled);
            case CANCEL -> cancel(sampled);
            case PUT_BACK -> putBack(sampled);
            case LIFE -> life(sampled);
        }
    }

    private void threads(boolean sampled) throws InterruptedException {
        Crew crew = new Crew(workload, Queue.named(peer), sampled);
        double took = crew.run(latencies);
        if (!sampled) {
            time += took;
            operations += 2.0 * crew.total;
        }
    }

    // MARK: One thread

    private void hold(boolean sampled) {
        Queue queue = Queue.named(peer);
        Draws draws = new Draws(1);
        long number = 0;
        long sum = 0;
        for (; number < workload.waiting(); number++) {
            int level = draws.below(workload.levels());
            sum += queue.push(level, Workload.identity(0, level, number)).id;
        }
        double begin = Clocks.thread();
        for (int i = 0; i < workload.work(); i++) {
            int level = draws.below(workload.levels());
            boolean isTimed = sampled && i % 16 == 0;
            long from = isTimed ? System.nanoTime() : 0;
            Entry entry = queue.pop();
            long id = Workload.identity(0, level, number++);
            queue.push(level, id);
            if (isTimed) {
                latencies.add(System.nanoTime() - from);
            }
            sum += id - entry.id;
        }
        count(sampled, begin, 2.0 * workload.work());
        if (sampled) {
            drain(queue, workload.waiting(), sum);
        }
    }

    private void cancel(boolean sampled) {
        Queue queue = Queue.named(peer);
        Draws draws = new Draws(1);
        Entry[] entries = filled(queue, draws);
        long sum = sum(entries);
        chooseFirst(entries, draws);
        double begin = Clocks.thread();
        for (int i = 0; i < workload.work(); i++) {
            boolean isTimed = sampled && i % 16 == 0;
            long from = isTimed ? System.nanoTime() : 0;
            boolean isDone = queue.cancel(entries[i]);
            if (isTimed) {
                latencies.add(System.nanoTime() - from);
            }
            check(isDone, "an entry that waited could not be cancelled");
        }
        count(sampled, begin, workload.work());
        if (sampled) {
            drain(queue, workload.waiting() - workload.work(), sum - sum(Arrays.copyOf(entries, workload.work())));
        }
    }

    private void putBack(boolean sampled) {
        Queue queue = Queue.named(peer);
        Draws draws = new Draws(1);
        Entry[] entries = filled(queue, draws);
        long sum = sum(entries);
        if (queue.noCancel() == null) {
            chooseFirst(entries, draws);
            for (int i = 0; i < workload.work(); i++) {
                check(queue.cancel(entries[i]), "an entry that waited could not be taken out");
            }
        } else {
            entries = new Entry[workload.work()];
            for (int i = 0; i < workload.work(); i++) {
                entries[i] = queue.pop();
            }
            chooseFirst(entries, draws);
        }
        double begin = Clocks.thread();
        for (int i = 0; i < workload.work(); i++) {
            boolean isTimed = sampled && i % 16 == 0;
            long from = isTimed ? System.nanoTime() : 0;
            queue.putBack(entries[i]);
            if (isTimed) {
                latencies.add(System.nanoTime() - from);
            }
        }
        count(sampled, begin, workload.work());
        if (sampled) {
            drain(queue, workload.waiting(), sum);
        }
    }

    /** The id of an entry is its index in `entries`. As many wait after a life as before it, so one index is free. */
    private void life(boolean sampled) {
        Queue queue = Queue.named(peer);
        Draws draws = new Draws(1);
        Entry[] entries = new Entry[workload.waiting() + 1];
        for (int id = 0; id < workload.waiting(); id++) {
            entries[id] = queue.push(draws.below(workload.levels()), id);
        }
        int free = workload.waiting();
        double begin = Clocks.thread();
        for (int i = 0; i < workload.work(); i++) {
            boolean isTimed = sampled && i % 16 == 0;
            long from = isTimed ? System.nanoTime() : 0;
            entries[free] = queue.push(draws.below(workload.levels()), free);
            int chance = draws.below(10);
            if (chance == 0) {
                free = draws.below(workload.waiting() + 1);
                check(queue.cancel(entries[free]), "an entry that waited was not there");
            } else {
                Entry offered = queue.pop();
                free = (int) offered.id;
                if (chance == 1) {
                    queue.putBack(offered);
                    check(queue.pop() == offered, "what was put back was not first");
                }
            }
            if (isTimed) {
                latencies.add(System.nanoTime() - from);
            }
        }
        count(sampled, begin, workload.work());
        if (sampled) {
            long left = workload.waiting();
            long sum = left * (left + 1) / 2 - free;
            for (Entry entry = queue.pop(); entry != null; entry = queue.pop(), left--) {
                sum -= entry.id;
            }
            check(left == 0 && sum == 0, "entries were lost or doubled");
        }
    }

    private void count(boolean sampled, double begin, double done) {
        if (!sampled) {
            time += Clocks.thread() - begin;
            operations += done;
        }
    }

    // MARK: Filling, choosing, checking

    private Entry[] filled(Queue queue, Draws draws) {
        Entry[] entries = new Entry[workload.waiting()];
        for (int i = 0; i < workload.waiting(); i++) {
            int level = draws.below(workload.levels());
            entries[i] = queue.push(level, Workload.identity(0, level, i));
        }
        return entries;
    }

    /** Of so many queues at once that a million entries wait: how full the heap is, is known only roughly. */
    private double bytesPerItem() {
        Queue[] queues = new Queue[Math.max(1_000_000 / workload.waiting(), 1)];
        long before = Clocks.heapBytes();
        for (int i = 0; i < queues.length; i++) {
            queues[i] = Queue.named(peer);
            filled(queues[i], new Draws(1));
        }
        double held = Clocks.heapBytes() - before;
        check(queues[0].pop() != null, "a queue that holds entries said that nobody waits");
        return held / queues.length / workload.waiting();
    }

    private static long sum(Entry[] entries) {
        long sum = 0;
        for (Entry entry : entries) {
            sum += entry.id;
        }
        return sum;
    }

    private void chooseFirst(Entry[] entries, Draws draws) {
        for (int i = 0; i < workload.work(); i++) {
            int other = i + draws.below(entries.length - i);
            Entry chosen = entries[other];
            entries[other] = entries[i];
            entries[i] = chosen;
        }
    }

    private static void drain(Queue queue, long expected, long sum) {
        long last = 0;
        for (Entry entry = queue.pop(); entry != null; entry = queue.pop(), expected--) {
            check(entry.id >= last, "entries came out of order");
            last = entry.id;
            sum -= entry.id;
        }
        check(expected == 0 && sum == 0, "entries were lost or doubled");
    }

    /** Random operations beside a sorted map. */
    private void compareWithModel() {
        Queue queue = Queue.named(peer);
        TreeMap<Long, Entry> model = new TreeMap<>();
        List<Entry> taken = new ArrayList<>();
        Draws draws = new Draws(99);
        for (int step = 0; step < 20_000; step++) {
            int chance = draws.below(10);
            if (chance < 5) {
                int level = draws.below(256);
                long id = Workload.identity(0, level, step);
                model.put(id, queue.push(level, id));
            } else if (chance < 8) {
                expectFirst(queue, model);
            } else if (chance == 8) {
                Map.Entry<Long, Entry> any = model.ceilingEntry(Workload.identity(0, draws.below(256), 0));
                if (queue.noCancel() == null && any != null) {
                    check(queue.cancel(any.getValue()), "the queue does not find an entry that waits");
                    check(!queue.cancel(any.getValue()), "the queue cancels an entry twice");
                    model.remove(any.getKey());
                }
            } else if (taken.size() < 16) {
                Entry first = expectFirst(queue, model);
                if (first != null) {
                    taken.add(first);
                }
            } else {
                Entry back = taken.remove(draws.below(taken.size()));
                queue.putBack(back);
                model.put(back.id, back);
            }
        }
        while (expectFirst(queue, model) != null) {
            // Each is compared.
        }
    }

    private static Entry expectFirst(Queue queue, TreeMap<Long, Entry> model) {
        Map.Entry<Long, Entry> expected = model.pollFirstEntry();
        Entry entry = queue.pop();
        check(entry == (expected == null ? null : expected.getValue()), "the queue and its model differ");
        return entry;
    }
}
