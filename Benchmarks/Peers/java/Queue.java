// SPDX-License-Identifier: Apache-2.0
import java.util.concurrent.atomic.AtomicLong;

/** What the workloads ask of a queue. Level 0 is the most urgent. */
abstract class Queue {
    private final AtomicLong arrivals = new AtomicLong();

    /** Null if there is no such peer. */
    static Queue named(String peer) {
        switch (peer) {
            case "java-pbq": return new BlockingHeap();
            case "java-skiplist": return new SkipList();
            default: return null;
        }
    }

    /** Behind all of its level. */
    final Entry push(int level, long id) {
        Entry entry = new Entry(level, arrivals.getAndIncrement(), id);
        putBack(entry);
        return entry;
    }

    abstract void putBack(Entry entry);

    /** The first of the most urgent level; null when nobody waits. */
    abstract Entry pop();

    abstract boolean cancel(Entry entry);

    /** Why it cannot cancel, if it cannot. */
    String noCancel() {
        return null;
    }
}
