// SPDX-License-Identifier: Apache-2.0
// The peers in C++ that run in one's own process. Each is here only if its library is installed.
#include <mutex>
#include <queue>

#include "queues.hpp"
#if __has_include(<tbb/concurrent_priority_queue.h>)
#include <tbb/concurrent_priority_queue.h>
#define HAS_TBB
#endif
#if __has_include(<boost/lockfree/queue.hpp>)
#include <boost/lockfree/queue.hpp>
#define HAS_BOOST
#endif
#if __has_include(<concurrentqueue/concurrentqueue.h>)
#include <concurrentqueue/concurrentqueue.h>
#define HAS_MOODYCAMEL
#endif

using namespace peers;

namespace {

/// The heap of the standard library under a mutex.
class StandardHeap {
  public:
    static constexpr std::string_view noCancel = "std::priority_queue removes only its top";

    explicit StandardHeap(unsigned) {}
    StandardHeap& seat(Role) { return *this; }

    KeyedEntry push(unsigned level, u64 id) {
        std::lock_guard guard(mutex);
        const KeyedEntry entry = KeyedEntry::of(level, arrivals++, id);
        heap.push(entry);
        return entry;
    }
    KeyedEntry putBack(const KeyedEntry& entry) {
        std::lock_guard guard(mutex);
        heap.push(entry);
        return entry;
    }
    bool pop(KeyedEntry& entry) {
        std::lock_guard guard(mutex);
        if (heap.empty()) return false;
        entry = heap.top();
        heap.pop();
        return true;
    }

  private:
    std::mutex mutex;
    std::priority_queue<KeyedEntry> heap;
    u64 arrivals = 0;
};

#ifdef HAS_TBB
class TBBHeap {
  public:
    static constexpr std::string_view noCancel = "concurrent_priority_queue removes only its top";

    explicit TBBHeap(unsigned) {}
    TBBHeap& seat(Role) { return *this; }

    KeyedEntry push(unsigned level, u64 id) {
        return putBack(KeyedEntry::of(level, arrivals.fetch_add(1, std::memory_order_relaxed), id));
    }
    KeyedEntry putBack(const KeyedEntry& entry) {
        heap.push(entry);
        return entry;
    }
    bool pop(KeyedEntry& entry) { return heap.try_pop(entry); }

  private:
    // TBB's own allocator would hide from the heap's statistics what it takes; only growing asks for memory.
    tbb::concurrent_priority_queue<KeyedEntry, std::less<KeyedEntry>, std::allocator<KeyedEntry>> heap;
    alignas(128) std::atomic<u64> arrivals{0};
};
#endif

#ifdef HAS_BOOST
class BoostFifo {
  public:
    void push(u64 id) { queue.push(id); }
    bool pop(u64& id) { return queue.pop(id); }

  private:
    boost::lockfree::queue<u64> queue{128};
};
#endif

#ifdef HAS_MOODYCAMEL
class MoodycamelFifo {
  public:
    void push(u64 id) { queue.enqueue(id); }
    bool pop(u64& id) { return queue.try_dequeue(id); }

  private:
    moodycamel::ConcurrentQueue<u64> queue;
};
#endif

constexpr Peer all[] = {
#ifdef HAS_TBB
    {"tbb", Harness<TBBHeap>::run},
#endif
    {"std-mutex", Harness<StandardHeap>::run},
#ifdef HAS_BOOST
    {"boost", Harness<LeveledQueue<BoostFifo>>::run},
#endif
#ifdef HAS_MOODYCAMEL
    {"moodycamel", Harness<LeveledQueue<MoodycamelFifo>>::run},
#endif
};

}  // namespace

int main(int count, char** words) { return driver(all, count, words); }
