// SPDX-License-Identifier: Apache-2.0
import java.util.concurrent.PriorityBlockingQueue;

final class BlockingHeap extends Queue {
    private final PriorityBlockingQueue<Entry> heap = new PriorityBlockingQueue<>();

    @Override
    void putBack(Entry entry) {
        heap.offer(entry);
    }

    @Override
    Entry pop() {
        return heap.poll();
    }

    @Override
    boolean cancel(Entry entry) {
        return heap.remove(entry);
    }

    @Override
    String noCancel() {
        return "remove(Object) looks at all entries: O(n)";
    }
}
