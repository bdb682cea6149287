// SPDX-License-Identifier: Apache-2.0

/** The same draws in every language: xorshift 13, 7, 17. */
final class Draws {
    private long state;

    Draws(long seed) {
        state = seed * 0x9E3779B97F4A7C15L + 1;
    }

    /** 0 ..< limit. */
    int below(long limit) {
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        return (int) ((state >>> 32) * limit >>> 32);
    }
}
