// SPDX-License-Identifier: Apache-2.0
// Our core in C++, under the workloads of the others: `cpp-line` is the waiting line alone, which one thread owns, and
// `cpp-equal` the line behind rings. The driver in Swift does the same, step by step:
//
// * Level l of the harness is level 255 - l of a key. A push draws a ticket, and that is the key's arrival. The
//   sequence is the upper half of the id and the value its lower half, so the line's 16 bytes give back the whole id.
// * An entry has its key, and its handle when it was told one: by the line when it was put there directly. What came
//   through a ring, or was popped, has the unknown handle, and the line finds it by its key.
// * A push goes through a ring of 4,096; a pop, cancel or put-back first empties the rings into the line. What waits
//   beforehand goes to the line directly.
// * With several threads each producer has a ring, and all share the line under a lock.
#include <memory>
#include <mutex>

#include "harness.hpp"
#include "line.hpp"
#include "ring.hpp"

using namespace peers;
using equal::LineHandle;
using equal::LineKey;
using equal::SPSCRing;
using equal::WaitingLine;

namespace {

struct Entry {
    u64 id;
    LineKey key;
    LineHandle handle;

    std::uint32_t value() const { return std::uint32_t(id); }
};

constexpr std::uint8_t keyLevel(unsigned level) { return std::uint8_t(255 - level); }

/// A place behind all that came before.
constexpr LineKey keyOf(unsigned level, u64 id, u64 ticket) {
    return {keyLevel(level), std::int64_t(ticket), id >> 32};
}

// MARK: The line alone

class BareLine {
  public:
    explicit BareLine(unsigned) {}
    BareLine& seat(Role) { return *this; }

    [[gnu::always_inline]] Entry push(unsigned level, u64 id) { return insert(id, keyOf(level, id, tickets++)); }

    [[gnu::always_inline]] Entry insert(u64 id, const LineKey& key) {
        return {id, key, told(line.insert(std::uint32_t(id), key))};
    }

    [[gnu::always_inline]] bool pop(Entry& entry) {
        const auto first = line.popFirst();
        if (!first) return false;
        entry = {first->key.sequence << 32 | first->value, first->key, LineHandle::unknown()};
        return true;
    }

    [[gnu::always_inline]] bool cancel(const Entry& entry) { return line.remove(entry.handle, entry.key).has_value(); }

    [[gnu::always_inline]] Entry putBack(const Entry& entry) {
        return {entry.id, entry.key, told(line.putBack(entry.value(), entry.key, entry.handle))};
    }

    static void run(const Workload& workload, long scale) {
        if (workload.kind != Kind::threads) return Harness<BareLine>::run(workload, scale);
        std::printf("{\"workload\": \"%.*s\", \"unsupported\": \"one thread owns a line\"}\n",
                    int(workload.name.size()), workload.name.data());
    }

  private:
    [[gnu::always_inline]] static LineHandle told(const std::optional<LineHandle>& handle) {
        if (!handle) [[unlikely]] fail("the line is full");
        return *handle;
    }

    WaitingLine line;
    u64 tickets = 0;
};

// MARK: The line behind a ring

/// The line as its engine has it: what comes, comes through a ring.
class RingedLine {
  public:
    explicit RingedLine(unsigned levels) : line(levels) {}
    RingedLine& seat(Role) { return *this; }

    [[gnu::always_inline]] Entry push(unsigned level, u64 id) {
        const LineKey key = keyOf(level, id, tickets++);
        while (!ring.tryPush({key, std::uint32_t(id)})) [[unlikely]] settle();
        return {id, key, LineHandle::unknown()};
    }

    [[gnu::always_inline]] bool pop(Entry& entry) {
        settle();
        return line.pop(entry);
    }

    [[gnu::always_inline]] bool cancel(const Entry& entry) {
        settle();
        return line.cancel(entry);
    }

    [[gnu::always_inline]] Entry putBack(const Entry& entry) {
        settle();
        return line.putBack(entry);
    }

    Entry fill(unsigned level, u64 id) {
        settle();
        return line.insert(id, keyOf(level, id, tickets++));
    }

    /// Whatever is on its way is in the line.
    [[gnu::always_inline]] void settle() {
        Arrival arrival;
        while (ring.tryPop(arrival)) line.insert(arrival.key.sequence << 32 | arrival.value, arrival.key);
    }

  private:
    struct Arrival {
        LineKey key;
        std::uint32_t value;
    };
    static_assert(sizeof(Arrival) == 32);

    BareLine line;
    SPSCRing<Arrival> ring{4'096};
    u64 tickets = 0;
};

// MARK: The line of several threads: ConcurrentLine.swift

/// Waits politely, and writes only when it looks free.
class SpinLock {
  public:
    [[gnu::always_inline]] void lock() {
        if (isTaken.exchange(true, std::memory_order_acquire)) [[unlikely]] await();
    }
    [[gnu::always_inline]] void unlock() { isTaken.store(false, std::memory_order_release); }

  private:
    [[gnu::noinline]] void await() {
        Backoff backoff;
        do {
            while (isTaken.load(std::memory_order_relaxed)) backoff.wait();
        } while (isTaken.exchange(true, std::memory_order_acquire));
    }

    std::atomic<bool> isTaken{false};
};

/// A push draws a ticket, and then publishes. Who looks reads the next ticket first, then the lanes, and takes in only
/// what has a lower one: so of two pushes one after the other it never sees the later alone, though it reads lane by
/// lane.
class ConcurrentLine {
    struct Arrival {
        u64 place;  // rank and ticket
        u64 sequence;
        std::uint32_t value;

        u64 ticket() const { return place & ((u64(1) << 56) - 1); }
        LineKey key() const { return {keyLevel(unsigned(place >> 56)), std::int64_t(ticket()), sequence}; }
    };
    using Lane = SPSCRing<Arrival>;

  public:
    /// A thread's; a producer's has a lane.
    class Seat {
      public:
        Seat(ConcurrentLine& all, Lane* lane) : all(all), lane(lane) {}
        Seat(const Seat&) = delete;
        Seat& operator=(const Seat&) = delete;
        ~Seat() {
            if (lane) all.giveBack(lane);
        }

        [[gnu::always_inline]] Entry push(unsigned level, u64 id) {
            const u64 ticket = all.tickets.fetch_add(1, std::memory_order_release);
            while (!lane->tryPush({u64(level) << 56 | ticket, id >> 32, std::uint32_t(id)})) [[unlikely]] makeRoom();
            return {id, keyOf(level, id, ticket), LineHandle::unknown()};
        }

        [[gnu::always_inline]] bool pop(Entry& entry) {
            const std::lock_guard guard(all.lock);
            all.takeIn();
            return all.line.pop(entry);
        }

      private:
        [[gnu::noinline]] void makeRoom() {
            const std::lock_guard guard(all.lock);
            all.takeIn();
        }

        ConcurrentLine& all;
        Lane* lane;
    };

    static constexpr std::string_view noCancel = "not asked of several threads";
    static constexpr std::string_view noPutBack = noCancel;

    explicit ConcurrentLine(unsigned levels) : line(levels) {}

    Seat seat(Role role) { return Seat(*this, role == Role::consumer ? nullptr : takeLane()); }

    static void run(const Workload& workload, long scale) {
        if (workload.kind == Kind::threads) return Harness<ConcurrentLine>::run(workload, scale);
        Harness<RingedLine>::run(workload, scale);
    }

  private:
    /// A lane as who looks sees it, and what of it is still to be taken in.
    struct Front {
        Lane* lane;
        Lane::View view;
    };

    Lane* takeLane() {
        const std::lock_guard guard(lock);
        if (freeLanes.empty()) {
            fronts.emplace_back();
            return lanes.emplace_back(std::make_unique<Lane>(4'096)).get();
        }
        Lane* const lane = freeLanes.back();
        freeLanes.pop_back();
        return lane;
    }
    void giveBack(Lane* lane) {
        const std::lock_guard guard(lock);
        freeLanes.push_back(lane);
    }

    [[gnu::always_inline]] void takeIn() {
        if (lanes.size() != 1) return takeInMany();
        lanes[0]->popBatch(
            SIZE_MAX, [this](const Arrival& arrival) __attribute__((always_inline)) { insert(arrival); });
    }

    /// By ticket, so that nearly all of it comes behind its level's end.
    void takeInMany() {
        const u64 limit = tickets.load(std::memory_order_acquire);
        std::size_t open = 0;
        for (const std::unique_ptr<Lane>& lane : lanes) {
            const Lane::View view = lane->look();
            if (!view.isEmpty()) fronts[open++] = {lane.get(), view};
        }
        while (open > 0) {
            // The lane with the first ticket, and up to which ticket it stays the first.
            std::size_t best = 0;
            u64 first = ~u64(0), second = limit;
            for (std::size_t index = 0; index < open; index++) {
                const u64 ticket = fronts[index].view.first().ticket();
                if (ticket < first) {
                    second = std::min(second, first);
                    first = ticket;
                    best = index;
                } else {
                    second = std::min(second, ticket);
                }
            }
            if (first >= limit) break;
            auto& [lane, view] = fronts[best];
            while (!view.isEmpty() && view.first().ticket() < second) {
                insert(view.first());
                view.next++;
            }
            lane->giveBack(view.next);
            if (view.isEmpty()) fronts[best] = fronts[--open];
        }
    }

    [[gnu::always_inline]] void insert(const Arrival& arrival) {
        line.insert(arrival.sequence << 32 | arrival.value, arrival.key());
    }

    alignas(128) std::atomic<u64> tickets{0};
    alignas(128) SpinLock lock;
    // What follows belongs to who has the lock.
    alignas(128) BareLine line;
    std::vector<std::unique_ptr<Lane>> lanes;
    std::vector<Lane*> freeLanes;
    std::vector<Front> fronts;
};

constexpr Peer all[] = {
    {"cpp-equal", ConcurrentLine::run},
    {"cpp-line", BareLine::run},
};

}  // namespace

int main(int count, char** words) { return driver(all, count, words); }
