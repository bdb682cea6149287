// SPDX-License-Identifier: Apache-2.0
// Producers and consumers on one queue, all started at once; what they take out is checked as they go.
#pragma once
#include <atomic>
#include <thread>

#include "workloads.hpp"

namespace peers {

/// Puts an entry in beforehand: without waiting, if the queue is behind a connection.
auto fill(auto& seat, u64 level, u64 id) {
    if constexpr (requires { seat.fill(0u, id); }) {
        return seat.fill(unsigned(level), id);
    } else {
        return seat.push(unsigned(level), id);
    }
}

/// Waits until all that was put in beforehand is there.
void settle(auto& seat) {
    if constexpr (requires { seat.settle(); }) seat.settle();
}

template <class Queue, bool sampled, long between>
class Crew {
    using Seat = decltype(std::declval<Queue&>().seat(Role::alone));
    using Entry = decltype(std::declval<Seat&>().push(0u, u64(0)));

  public:
    explicit Crew(const Workload& workload)
        : workload(workload), each(workload.work / workload.threads), total(each * workload.threads + workload.waiting),
          queue(workload.levels), pushed(workload.threads), popped(workload.threads), latencies(workload.threads) {
        Seat seat = queue.seat(Role::producer);
        Random random(1);
        for (long i = 0; i < workload.waiting; i++) {
            const u64 level = random.below(workload.levels);
            pushedIDs += fill(seat, level, identity(beforehand, level, i)).id;
        }
        settle(seat);
    }

    /// Pushes and pops everything, and adds to the result what it took.
    void run(Result& result, bool isTimed) {
        std::vector<std::thread> threads;
        for (int i = 0; i < workload.threads; i++) {
            threads.emplace_back([this, i] { produce(i); });
            threads.emplace_back([this, i] { consume(i); });
        }
        while (ready < 2 * workload.threads) sched_yield();
        const double begin = wallClock();
        go.store(true, std::memory_order_release);
        for (std::thread& thread : threads) thread.join();
        const double took = wallClock() - begin;

        if (sum(popped) != total || pushedIDs != poppedIDs) fail("entries were lost or doubled between threads");
        for (const Latencies& some : latencies) result.latencies.add(some);
        if (!isTimed) return;
        result.time += took;
        result.operations += 2.0 * double(total);
    }

  private:
    /// A counter that one thread writes and the others read now and then.
    struct alignas(128) Counter {
        std::atomic<long> count{0};
    };

    static long sum(const std::vector<Counter>& counters) {
        long sum = 0;
        for (const Counter& counter : counters) sum += counter.count.load(std::memory_order_relaxed);
        return sum;
    }

    /// Producers stay at most so far ahead of the consumers, so that no queue grows without end.
    static constexpr long backlogMax = 32'768;
    /// The producer of what waits beforehand. Its order is not checked: another thread pushed it.
    static constexpr u64 beforehand = 255;

    void awaitStart() {
        ready++;
        while (!go.load(std::memory_order_acquire)) sched_yield();
    }

    void produce(int producer) {
        Seat seat = queue.seat(Role::producer);
        Random random(11 + producer);
        Latencies mine;
        u64 ids = 0;
        awaitStart();
        for (long i = 0; i < each; i++) {
            if (i % 64 == 0) awaitConsumers(producer, i);
            const u64 level = random.below(workload.levels), id = identity(producer, level, i);
            ids += id;
            if (sampled && i % between == 0) {
                const u64 from = ticks();
                seat.push(unsigned(level), id);
                mine.add(ticks() - from);
            } else {
                seat.push(unsigned(level), id);
            }
        }
        pushed[producer].count.store(each, std::memory_order_relaxed);
        pushedIDs += ids;
        latencies[producer] = mine;
    }

    void awaitConsumers(int producer, long soFar) {
        pushed[producer].count.store(soFar, std::memory_order_relaxed);
        // Others may each be 64 further than they said.
        const long aheadMax = backlogMax - workload.waiting - 64 * workload.threads;
        Backoff backoff;
        while (sum(pushed) - sum(popped) >= aheadMax) backoff.wait();
    }

    void consume(int consumer) {
        Seat seat = queue.seat(Role::consumer);
        // By producer and level, the number after the one seen last: numbers only rise.
        std::vector<u64> next(std::size_t(workload.threads) * workload.levels, 0);
        Backoff backoff;
        u64 ids = 0;
        long count = 0;
        Entry entry;
        awaitStart();
        for (;;) {
            if (!seat.pop(entry)) {
                popped[consumer].count.store(count, std::memory_order_relaxed);
                if (sum(popped) >= total) break;
                backoff.wait();
                continue;
            }
            backoff.reset();
            ids += entry.id;
            if (++count % 32 == 0) popped[consumer].count.store(count, std::memory_order_relaxed);
            const u64 producer = entry.id >> 56, level = entry.id >> 48 & 255, number = entry.id & 0xFFFF'FFFF'FFFF;
            if (producer == beforehand) continue;
            u64& expected = next[producer * workload.levels + level];
            if (number < expected) fail("of one producer and level, a later entry came before an earlier one");
            expected = number + 1;
        }
        poppedIDs += ids;
    }

    const Workload workload;
    const long each, total;
    Queue queue;
    std::vector<Counter> pushed, popped;
    std::vector<Latencies> latencies;
    std::atomic<u64> pushedIDs{0}, poppedIDs{0};
    std::atomic<int> ready{0};
    std::atomic<bool> go{false};
};

}  // namespace peers
