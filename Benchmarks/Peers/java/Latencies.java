// SPDX-License-Identifier: Apache-2.0

/** Latencies in nanoseconds: 32 steps an octave. */
final class Latencies {
    private final long[] steps = new long[60 * 32];
    private long count;

    void add(long value) {
        steps[index(Math.max(value, 0))]++;
        count++;
    }

    void add(Latencies others) {
        for (int i = 0; i < steps.length; i++) {
            steps[i] += others.steps[i];
        }
        count += others.count;
    }

    /** Null when nothing was measured. */
    Double nanoseconds(double quantile) {
        long seen = 0;
        for (int i = 0; i < steps.length; i++) {
            seen += steps[i];
            if (count > 0 && seen > quantile * count) {
                return i < 32 ? i : Math.scalb((double) (i % 32 + 32), i / 32 - 1);
            }
        }
        return null;
    }

    private static int index(long value) {
        if (value < 32) {
            return (int) value;
        }
        int octave = 58 - Long.numberOfLeadingZeros(value);
        return (octave + 1) * 32 + (int) (value >>> octave) - 32;
    }
}
