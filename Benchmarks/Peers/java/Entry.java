// SPDX-License-Identifier: Apache-2.0

/** Ordered as contacts are: by level and arrival, which fit in one word, then by sequence. */
final class Entry implements Comparable<Entry> {
    final long place;
    final long sequence;
    final long id;

    Entry(int level, long arrival, long id) {
        place = (long) level << 55 | arrival >> 10;  // 55: a long has a sign
        sequence = arrival;
        this.id = id;
    }

    @Override
    public int compareTo(Entry other) {
        return place != other.place ? Long.compare(place, other.place) : Long.compare(sequence, other.sequence);
    }
}
