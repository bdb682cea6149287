// SPDX-License-Identifier: Apache-2.0
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

final class SkipList extends Queue {
    private final ConcurrentSkipListMap<Entry, Entry> map = new ConcurrentSkipListMap<>();

    @Override
    void putBack(Entry entry) {
        map.put(entry, entry);
    }

    @Override
    Entry pop() {
        Map.Entry<Entry, Entry> first = map.pollFirstEntry();
        return first == null ? null : first.getValue();
    }

    @Override
    boolean cancel(Entry entry) {
        return map.remove(entry) != null;
    }
}
