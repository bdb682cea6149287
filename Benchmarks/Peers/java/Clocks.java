// SPDX-License-Identifier: Apache-2.0
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** What is read before and after: a thread's own time, and how full the heap is. */
final class Clocks {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Clocks() {}

    /** The CPU time of this thread, in seconds. */
    static double thread() {
        return THREADS.getCurrentThreadCpuTime() * 1e-9;
    }

    static long heapBytes() {
        // What the first collection finds unreachable may only be gone after the second.
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
