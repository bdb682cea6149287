// SPDX-License-Identifier: Apache-2.0
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Producers and consumers on one queue, all started at once; what they take out is checked as they go. */
final class Crew {
    /** Producers stay at most so far ahead of the consumers, so that no queue grows without end. */
    private static final long BACKLOG_MAX = 32_768;
    /** The producer of what waits beforehand. Its order is not checked: another thread pushed it. */
    private static final long BEFOREHAND = 255;
    /** Of so many counters one is used: each has a cache line of its own. */
    private static final int APART = 16;

    private final Workload workload;
    private final Queue queue;
    private final boolean sampled;
    private final int each;
    final long total;
    private final AtomicLongArray pushed;
    private final AtomicLongArray popped;
    private final AtomicLong pushedIDs = new AtomicLong();
    private final AtomicLong poppedIDs = new AtomicLong();
    private final AtomicInteger ready = new AtomicInteger();
    private volatile boolean go;

    Crew(Workload workload, Queue queue, boolean sampled) {
        this.workload = workload;
        this.queue = queue;
        this.sampled = sampled;
        each = workload.work() / workload.threads();
        total = (long) each * workload.threads() + workload.waiting();
        pushed = new AtomicLongArray(APART * workload.threads());
        popped = new AtomicLongArray(APART * workload.threads());
        Draws draws = new Draws(1);
        for (int i = 0; i < workload.waiting(); i++) {
            int level = draws.below(workload.levels());
            pushedIDs.addAndGet(queue.push(level, Workload.identity(BEFOREHAND, level, i)).id);
        }
    }

    /** Pushes and pops everything: the seconds it took. */
    double run(Latencies latencies) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        List<Latencies> measured = new ArrayList<>();
        for (int i = 0; i < workload.threads(); i++) {
            int own = i;
            Latencies mine = new Latencies();
            measured.add(mine);
            threads.add(new Thread(() -> produce(own, mine)));
            threads.add(new Thread(() -> consume(own)));
        }
        for (Thread thread : threads) {
            thread.setUncaughtExceptionHandler((ignored, failure) -> Peers.end(failure));
            thread.start();
        }
        while (ready.get() < threads.size()) {
            Thread.yield();
        }
        long begin = System.nanoTime();
        go = true;
        for (Thread thread : threads) {
            thread.join();
        }
        double took = (System.nanoTime() - begin) * 1e-9;
        boolean isWhole = sum(popped) == total && pushedIDs.get() == poppedIDs.get();
        Peers.check(isWhole, "entries were lost or doubled between threads");
        measured.forEach(latencies::add);
        return took;
    }

    private void awaitStart() {
        ready.incrementAndGet();
        while (!go) {
            Thread.yield();
        }
    }

    private void produce(int producer, Latencies mine) {
        Draws draws = new Draws(11 + producer);
        long ids = 0;
        awaitStart();
        for (int i = 0; i < each; i++) {
            if (i % 64 == 0) {
                awaitConsumers(producer, i);
            }
            int level = draws.below(workload.levels());
            long id = Workload.identity(producer, level, i);
            ids += id;
            if (sampled && i % 16 == 0) {
                long from = System.nanoTime();
                queue.push(level, id);
                mine.add(System.nanoTime() - from);
            } else {
                queue.push(level, id);
            }
        }
        pushed.setOpaque(APART * producer, each);
        pushedIDs.addAndGet(ids);
    }

    private void awaitConsumers(int producer, int soFar) {
        pushed.setOpaque(APART * producer, soFar);
        // Others may each be 64 further than they said.
        long aheadMax = BACKLOG_MAX - workload.waiting() - 64L * workload.threads();
        for (int tries = 1; sum(pushed) - sum(popped) >= aheadMax; tries++) {
            backOff(tries);
        }
    }

    private void consume(int consumer) {
        // By producer and level, the number after the one seen last: numbers only rise.
        long[] next = new long[workload.threads() * workload.levels()];
        long ids = 0;
        long count = 0;
        int tries = 0;
        awaitStart();
        for (;;) {
            Entry entry = queue.pop();
            if (entry == null) {
                popped.setOpaque(APART * consumer, count);
                if (sum(popped) >= total) {
                    break;
                }
                backOff(++tries);
                continue;
            }
            tries = 0;
            ids += entry.id;
            if (++count % 32 == 0) {
                popped.setOpaque(APART * consumer, count);
            }
            long producer = entry.id >>> 56;
            if (producer != BEFOREHAND) {
                int index = (int) (producer * workload.levels() + (entry.id >>> 48 & 255));
                long number = entry.id & 0xFFFF_FFFF_FFFFL;
                boolean isLater = number >= next[index];
                Peers.check(isLater, "of one producer and level, a later entry came before an earlier one");
                next[index] = number + 1;
            }
        }
        poppedIDs.addAndGet(ids);
    }

    private static long sum(AtomicLongArray counters) {
        long sum = 0;
        for (int i = 0; i < counters.length(); i += APART) {
            sum += counters.getOpaque(i);
        }
        return sum;
    }

    /** Waiting for another thread: politely, because there may be fewer cores than threads. */
    private static void backOff(int tries) {
        if (tries % 16 != 0) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }
}
