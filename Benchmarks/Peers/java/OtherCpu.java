// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The CPU time this process did not take, as a share of what all cores had to give. */
final class OtherCpu {
    private static final com.sun.management.OperatingSystemMXBean SYSTEM =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final double TICKS_A_SECOND = 100;  // of /proc/stat, on all that Linux runs on today

    private final long begin = System.nanoTime();
    private final double others = busy() - taken();

    double share() {
        double capacity = (System.nanoTime() - begin) * 1e-9 * Runtime.getRuntime().availableProcessors();
        return Math.min(Math.max((busy() - taken() - others) / capacity, 0), 1);
    }

    private static double taken() {
        return SYSTEM.getProcessCpuTime() * 1e-9;
    }

    private static double busy() {
        try {
            String[] words = Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split(" +");
            double ticks = 0;
            for (int i : new int[] {1, 2, 3, 6, 7, 8}) {  // all but idle and waiting for a disk
                ticks += Double.parseDouble(words[i]);
            }
            return ticks / TICKS_A_SECOND;
        } catch (IOException error) {
            throw new IllegalStateException("no /proc/stat here", error);
        }
    }
}
