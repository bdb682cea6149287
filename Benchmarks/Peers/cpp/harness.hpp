// SPDX-License-Identifier: Apache-2.0
// The workloads (README.md says what each is), for any queue in C++ and for servers behind a connection.
//
// A queue is a class with
//     explicit Queue(unsigned levels)          empty; level 0 is the most urgent
//     Seat seat(Role)                          what one thread uses it by: a reference to itself, or a connection
// and a seat has
//     Entry push(unsigned level, u64 id)       behind all of its level; an entry has at least a u64 `id`
//     bool pop(Entry&)                         the first of the most urgent level; false when nobody waits
//     bool cancel(const Entry&)                if it can take out any entry; else Queue::noCancel says why not
//     Entry putBack(const Entry&)              if it can put back at the old place; else Queue::noPutBack says why not
// Servers also have (in process these are not needed):
//     Queue::remoteWork                        how much an episode does; and wall time counts
//     double bytesHeld()                       what it takes for what waits
//     fill(level, id), settle(), count()       of a seat: push without waiting, wait for all those, how many wait
#pragma once
#include <map>

#include "crew.hpp"

namespace peers {

/// All workloads on one kind of queue.
template <class Queue>
class Harness {
    using Seat = decltype(std::declval<Queue&>().seat(Role::alone));
    using Entry = decltype(std::declval<Seat&>().push(0u, u64(0)));
    static constexpr bool isRemote = requires { Queue::remoteWork; };
    static constexpr bool canCancel = requires(Seat& seat, Entry entry) { seat.cancel(entry); };
    static constexpr bool canPutBack = requires(Seat& seat, Entry entry) { seat.putBack(entry); };
    // One clock reading in 16 operations; a round trip to a server is so long that each can have its own.
    static constexpr long between = isRemote ? 1 : 16;

  public:
    /// Runs a workload and prints its line.
    static void run(const Workload& asked, long scale) {
        Workload workload = asked;
        if constexpr (isRemote) workload.work = Queue::remoteWork;
        workload.waiting = std::max(workload.waiting / scale, 20L);
        workload.work = std::max(workload.work / scale, 20L);
        if (workload.kind == Kind::cancel || workload.kind == Kind::putBack) {
            workload.work = std::min(workload.work, workload.waiting);
        }
        workload.least /= double(scale);

        if constexpr (!canCancel) {
            if (workload.kind == Kind::cancel || workload.kind == Kind::life) {
                return unsupported(workload.name, Queue::noCancel);
            }
        }
        if constexpr (!canPutBack) {
            if (workload.kind == Kind::putBack) return unsupported(workload.name, Queue::noPutBack);
        }
        compareWithModel(isRemote ? 500 : 20'000);
        Harness harness(workload);
        harness.episodes();
        harness.result.print(workload.name);
    }

  private:
    explicit Harness(const Workload& workload) : workload(workload) {}

    static void unsupported(std::string_view workload, std::string_view reason) {
        std::printf("{\"workload\": \"%.*s\", \"unsupported\": \"%.*s\"}\n", int(workload.size()), workload.data(),
                    int(reason.size()), reason.data());
    }

    /// The same work again and again for a second, and once more for the latencies: reading the clock costs too much
    /// to do it while the speed is measured. A server's filling takes so long that it gets one episode for both.
    void episodes() {
        nanosecondsPerTick();
        OtherCpu others;
        const double begin = wallClock();
        if constexpr (!isRemote) {
            do {
                episode<false>();
            } while (wallClock() - begin < workload.least);
        }
        episode<true>();
        result.otherCpuShare = others.share();
    }

    template <bool sampled>
    void episode() {
        switch (workload.kind) {
        case Kind::hold: return hold<sampled>();
        case Kind::threads: return Crew<Queue, sampled, between>(workload).run(result, !sampled || isRemote);
        case Kind::cancel:
            if constexpr (canCancel) return cancel<sampled>();
            break;
        case Kind::putBack:
            if constexpr (canPutBack) return putBack<sampled>();
            break;
        case Kind::life:
            if constexpr (canCancel && canPutBack) return life<sampled>();
            break;
        }
    }

    // MARK: One thread

    template <bool sampled>
    void hold() {
        const double before = heapBytes();
        Queue queue(workload.levels);
        Seat seat = queue.seat(Role::alone);
        Random random(1);
        u64 number = 0, sum = 0;
        for (; number < u64(workload.waiting); number++) {
            const u64 level = random.below(workload.levels);
            sum += fill(seat, level, identity(0, level, number)).id;
        }
        settle(seat);
        result.bytesPerItem = held(queue, before) / double(workload.waiting);
        timed<sampled>([&](long) { return random.below(workload.levels); },
                       [&](u64 level) __attribute__((always_inline)) {
                           Entry entry;
                           if (!seat.pop(entry)) fail("a queue that holds entries said that nobody waits");
                           const u64 id = identity(0, level, number++);
                           seat.push(unsigned(level), id);
                           sum += id - entry.id;
                       });
        if constexpr (sampled) drain(seat, workload.waiting, sum);
    }

    template <bool sampled>
    void cancel() {
        Queue queue(workload.levels);
        Seat seat = queue.seat(Role::alone);
        Random random(1);
        u64 sum = 0;
        std::vector<Entry> entries = filled(seat, random, sum);
        chooseFirst(entries, random);
        timed<sampled>([&](long i) { return entries[i]; },
                       [&](const Entry& entry) __attribute__((always_inline)) {
                           if (!seat.cancel(entry)) fail("an entry that waited could not be cancelled");
                           sum -= entry.id;
                       });
        if constexpr (sampled) drain(seat, workload.waiting - workload.work, sum);
    }

    template <bool sampled>
    void putBack() {
        Queue queue(workload.levels);
        Seat seat = queue.seat(Role::alone);
        Random random(1);
        u64 sum = 0;
        std::vector<Entry> entries = filled(seat, random, sum);
        if constexpr (canCancel) {
            chooseFirst(entries, random);
            for (long i = 0; i < workload.work; i++) {
                if (!seat.cancel(entries[i])) fail("an entry that waited could not be taken out");
            }
        } else {
            entries.resize(workload.work);
            for (Entry& entry : entries) {
                if (!seat.pop(entry)) fail("a queue that holds entries said that nobody waits");
            }
            chooseFirst(entries, random);
        }
        timed<sampled>([&](long i) { return entries[i]; },
                       [&](const Entry& entry) __attribute__((always_inline)) { seat.putBack(entry); });
        if constexpr (sampled) drain(seat, workload.waiting, sum);
    }

    /// The id of an entry is its index in `entries`. As many wait after a life as before it, so one index is free.
    template <bool sampled>
    void life() {
        Queue queue(workload.levels);
        Seat seat = queue.seat(Role::alone);
        Random random(1);
        std::vector<Entry> entries;
        entries.reserve(workload.waiting + 1);
        for (u64 id = 0; id < u64(workload.waiting); id++) {
            entries.push_back(fill(seat, random.below(workload.levels), id));
        }
        settle(seat);
        u64 freeIndex = workload.waiting;
        entries.emplace_back();
        timed<sampled>([](long) { return 0; },
                       [&](int) __attribute__((always_inline)) {
                           entries[freeIndex] = seat.push(unsigned(random.below(workload.levels)), freeIndex);
                           const u64 chance = random.below(10);
                           if (chance == 0) {
                               freeIndex = random.below(workload.waiting + 1);
                               if (!seat.cancel(entries[freeIndex])) fail("an entry that waited was not there");
                               return;
                           }
                           Entry offered;
                           if (!seat.pop(offered)) fail("a queue that holds entries said that nobody waits");
                           freeIndex = offered.id;
                           if (chance == 1) {
                               seat.putBack(offered);
                               const bool isThere = seat.pop(offered);
                               if (!isThere || offered.id != freeIndex) fail("what was put back was not first");
                           }
                       });
        if constexpr (sampled && !isRemote) {
            u64 left = workload.waiting, sum = left * (left + 1) / 2 - freeIndex;
            for (Entry entry; seat.pop(entry); left--) sum -= entry.id;
            if (left != 0 || sum != 0) fail("entries were lost or doubled");
        }
    }

    /// Does the work of an episode on this thread and times it; what it is done to is found before the clock is read.
    /// Both are in line, as in the driver in Swift: a call costs as much as a tenth of the fastest operations.
    template <bool sampled, class Choose, class Act>
    void timed(Choose choose, Act act) {
        const double begin = now();
        for (long i = 0; i < workload.work; i++) {
            const auto chosen = choose(i);
            if (sampled && i % between == 0) {
                const u64 from = ticks();
                act(chosen);
                result.latencies.add(ticks() - from);
            } else {
                act(chosen);
            }
        }
        if (sampled && !isRemote) return;
        result.time += now() - begin;
        result.operations += double(workload.work) * (workload.kind == Kind::hold ? 2 : 1);
    }

    static double now() { return isRemote ? wallClock() : threadClock(); }

    // MARK: Filling, choosing, checking

    static double held(auto& queue, double before) {
        if constexpr (requires { queue.bytesHeld(); }) {
            return queue.bytesHeld();
        } else {
            return heapBytes() - before;
        }
    }

    std::vector<Entry> filled(auto& seat, Random& random, u64& sum) {
        std::vector<Entry> entries;
        entries.reserve(workload.waiting);
        for (long i = 0; i < workload.waiting; i++) {
            const u64 level = random.below(workload.levels);
            entries.push_back(fill(seat, level, identity(0, level, i)));
            sum += entries.back().id;
        }
        settle(seat);
        return entries;
    }

    /// Puts as many as the work takes in front, at random and in random order.
    void chooseFirst(std::vector<Entry>& entries, Random& random) {
        for (long i = 0; i < workload.work; i++) {
            std::swap(entries[i], entries[i + long(random.below(entries.size() - i))]);
        }
    }

    /// Pops what is left and looks that it is all there and in order; a server is only asked how many wait.
    void drain(auto& seat, long expected, u64 sum) {
        if constexpr (isRemote) {
            if (seat.count() != expected) fail("the server holds another number of entries");
        } else {
            Entry entry;
            for (u64 last = 0; seat.pop(entry); last = entry.id, expected--) {
                if (entry.id < last) fail("entries came out of order");
                sum -= entry.id;
            }
            if (expected != 0 || sum != 0) fail("entries were lost or doubled");
        }
    }

    /// Random operations beside a sorted map: the queue must be a strict priority queue, first in, first out by level.
    static void compareWithModel(int steps) {
        constexpr unsigned levels = 256;
        Queue queue(levels);
        Seat seat = queue.seat(Role::alone);
        std::map<u64, Entry> waiting;
        std::vector<Entry> taken;
        Random random(99);
        auto expectFirst = [&](Entry& entry) {
            const bool isThere = seat.pop(entry);
            if (isThere == waiting.empty()) fail("the queue and its model differ in whether somebody waits");
            if (!isThere) return false;
            if (entry.id != waiting.begin()->first) fail("the queue and its model differ in who is first");
            waiting.erase(waiting.begin());
            return true;
        };
        Entry entry;
        for (int step = 0; step < steps; step++) {
            const u64 chance = random.below(10);
            if (chance < 5) {
                const u64 level = random.below(levels), id = identity(0, level, step);
                waiting[id] = seat.push(unsigned(level), id);
            } else if (chance < 8) {
                expectFirst(entry);
            } else if (chance == 8) {
                if constexpr (canCancel) {
                    auto any = waiting.lower_bound(identity(0, random.below(levels), 0));
                    if (any == waiting.end()) continue;
                    if (!seat.cancel(any->second)) fail("the queue does not find an entry that waits");
                    if (seat.cancel(any->second)) fail("the queue cancels an entry twice");
                    waiting.erase(any);
                }
            } else if constexpr (canPutBack) {
                if (taken.size() < 16) {
                    if (expectFirst(entry)) taken.push_back(entry);
                } else {
                    std::swap(taken[random.below(taken.size())], taken.back());
                    waiting[taken.back().id] = seat.putBack(taken.back());
                    taken.pop_back();
                }
            }
        }
        while (expectFirst(entry)) {
        }
    }

    Workload workload;
    Result result;
};

}  // namespace peers
