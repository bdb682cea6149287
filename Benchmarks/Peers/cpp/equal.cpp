// SPDX-License-Identifier: Apache-2.0
// Our core in C++, under the workloads of the others: `cpp-equal-line` is the waiting line alone, which one thread
// owns, and `cpp-equal` the line behind rings. The driver in Swift (../swift) does the same, step by step:
//
// * Level l of the harness is level 255 - l of a key. A push draws a ticket, and that is the key's arrival. The
//   sequence is the upper half of the id and the value its lower half, so the line's 16 bytes give back the whole id.
// * An entry has its key, and its handle when it was told one: by the line when it was put there directly. What came
//   through a ring, or was popped, has the unknown handle, and the line finds it by its key.
// * A push goes through a ring of 4,096; a pop, cancel or put-back first empties the rings into the line. What waits
//   beforehand goes to the line directly.
// * With several threads each producer has a ring, and all share the line under a lock.
#include <optional>
#include <type_traits>

#include "harness.hpp"
#include "line.hpp"
#include "ring.hpp"

using namespace peers;
using equal::LineEntry;
using equal::LineHandle;
using equal::LineKey;
using equal::RingMemory;
using equal::SPSCRing;
using equal::WaitingLine;

namespace {

struct Entry {
    u64 id;
    LineKey key;
    LineHandle handle;

    Entry() = default;
    /// A place behind all that came before.
    [[gnu::always_inline]] Entry(u64 level, u64 id, u64 ticket)
        : id(id), key{std::uint8_t(255 - level), std::int64_t(ticket), id >> 32} {}
    [[gnu::always_inline]] explicit Entry(const WaitingLine::Contact& found)
        : id(found.key.sequence << 32 | found.value), key(found.key) {}

    std::uint32_t value() const { return std::uint32_t(id); }
};

// MARK: The line alone

class BareLine {
  public:
    explicit BareLine(unsigned) {}
    BareLine& seat(Role) { return *this; }

    [[gnu::always_inline]] Entry push(unsigned level, u64 id) { return insert(Entry(level, id, ++tickets)); }

    [[gnu::always_inline]] Entry insert(Entry entry) {
        entry.handle = told(line.insert(entry.value(), entry.key));
        return entry;
    }

    [[gnu::always_inline]] bool pop(Entry& entry) {
        const auto first = line.popFirst();
        if (!first) return false;
        entry = Entry(*first);
        return true;
    }

    [[gnu::always_inline]] bool cancel(const Entry& entry) { return line.remove(entry.handle, entry.key).has_value(); }

    [[gnu::always_inline]] Entry putBack(Entry entry) {
        entry.handle = told(line.putBack(entry.value(), entry.key, entry.handle));
        return entry;
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
    /// In words: what is written in bytes and read in words waits for the write to reach the cache.
    struct Arrival {
        u64 place;  // level and ticket
        u64 id;

        [[gnu::always_inline]] Entry entry() const { return Entry(place >> 56, id, place & ((u64(1) << 56) - 1)); }
    };
    static_assert(sizeof(Arrival) == 16);

  public:
    explicit RingedLine(unsigned levels) : line(levels) {}
    RingedLine& seat(Role) { return *this; }

    [[gnu::always_inline]] Entry push(unsigned level, u64 id) {
        const Arrival arrival{u64(level) << 56 | ++tickets, id};
        while (!ring.tryPush(arrival)) [[unlikely]] settle();
        return arrival.entry();
    }

    [[gnu::always_inline]] bool pop(Entry& entry) {
        settle();
        return line.pop(entry);
    }

    [[gnu::always_inline]] bool cancel(const Entry& entry) {
        if (!ring.isEmpty()) settleSeldom();
        return line.cancel(entry);
    }

    [[gnu::always_inline]] Entry putBack(const Entry& entry) {
        if (!ring.isEmpty()) settleSeldom();
        return line.putBack(entry);
    }

    Entry fill(unsigned level, u64 id) {
        if (!ring.isEmpty()) settleSeldom();
        return line.insert(Entry(level, id, ++tickets));
    }

    /// Whatever is on its way is in the line.
    [[gnu::always_inline]] void settle() {
        Arrival arrival;
        while (ring.tryPop(arrival)) line.insert(arrival.entry());
    }

  private:
    /// Where the ring is empty most of the time: out of the way.
    [[gnu::noinline]] void settleSeldom() { settle(); }

    BareLine line;
    SPSCRing<Arrival> ring{4'096};
    u64 tickets = 0;
};

// MARK: The line of several threads: ConcurrentLine.swift

/// A push draws a ticket, and then publishes. Who looks reads the next ticket first, then the lanes, and takes in only
/// what has a lower one: so of two pushes one after the other it never sees the later alone, though it reads lane by
/// lane.
class ConcurrentLine {
    struct Arrival {
        u64 place;  // rank and ticket
        u64 sequence;
        std::uint32_t value;

        unsigned rank() const { return unsigned(place >> 56); }
        u64 ticket() const { return place & ((u64(1) << 56) - 1); }
        LineKey key() const { return {std::uint8_t(255 - rank()), std::int64_t(ticket()), sequence}; }
    };
    using Lane = RingMemory<Arrival>;

  public:
    /// A thread's; a producer's has a lane.
    class Seat {
      public:
        Seat(ConcurrentLine& all, std::optional<Lane> lane) : all(all), lane(lane) {}
        Seat(const Seat&) = delete;
        Seat& operator=(const Seat&) = delete;
        ~Seat() {
            if (lane) all.giveBack(*lane);
        }

        [[gnu::always_inline]] Entry push(unsigned level, u64 id) {
            if (all.isFull.load(std::memory_order_relaxed)) [[unlikely]] fail("the line is full");
            const u64 ticket = all.tickets.fetch_add(1, std::memory_order_release);
            const Arrival arrival{u64(level) << 56 | ticket, id >> 32, std::uint32_t(id)};
            if (!lane->tryPush(arrival)) [[unlikely]] pushToFull(arrival);
            return Entry(level, id, ticket);
        }

        [[gnu::always_inline]] bool pop(Entry& entry) {
            const auto first = all.withLine([](WaitingLine& line) { return line.popFirst(); });
            if (!first) return false;
            entry = Entry(*first);
            return true;
        }

      private:
        [[gnu::noinline]] void pushToFull(const Arrival& arrival) {
            all.withLine([](WaitingLine&) { return true; });
            if (!lane->tryPush(arrival)) fail("the line is full");
        }

        ConcurrentLine& all;
        std::optional<Lane> lane;
    };

    static constexpr std::string_view noCancel = "not asked of several threads";
    static constexpr std::string_view noPutBack = noCancel;

    explicit ConcurrentLine(unsigned) {}
    ~ConcurrentLine() {
        for (Front& front : fronts) front.lane.deallocate();
    }

    Seat seat(Role role) { return Seat(*this, role == Role::consumer ? std::nullopt : std::optional(takeLane())); }

    static void run(const Workload& workload, long scale) {
        if (workload.kind == Kind::threads) return Harness<ConcurrentLine>::run(workload, scale);
        Harness<RingedLine>::run(workload, scale);
    }

  private:
    /// A lane as who looks sees it, and what of it is still to be taken in.
    struct Front {
        Lane lane;
        u64 next = 0, end = 0;
        u64 ticket = ~u64(0);  // the next one's; above all others when there is none

        void look() {
            next = lane.head().load(std::memory_order_relaxed);
            end = lane.tail().load(std::memory_order_acquire);
            ticket = next == end ? ~u64(0) : lane.slot(next).ticket();
        }
        const Arrival& take() {
            const Arrival& arrival = lane.slot(next++);
            ticket = next == end ? ~u64(0) : lane.slot(next).ticket();
            return arrival;
        }
        /// What was taken is the producer's again. Nothing is written when nothing was.
        void giveBack() const {
            if (next != lane.head().load(std::memory_order_relaxed)) {
                lane.head().store(next, std::memory_order_release);
            }
        }
    };

    Lane takeLane() {
        return withLine([this](WaitingLine&) {
            if (freeLanes.empty()) return fronts.emplace_back(Lane(4'096)).lane;
            const Lane lane = freeLanes.back();
            freeLanes.pop_back();
            return lane;
        });
    }
    void giveBack(const Lane& lane) {
        withLine([&](WaitingLine&) {
            freeLanes.push_back(lane);
            return true;
        });
    }

    /// Does something to the line, after all that was put in has been taken in.
    template <class Body>
    [[gnu::always_inline]] std::invoke_result_t<Body, WaitingLine&> withLine(Body body) {
        if (lock.exchange(1, std::memory_order_acquire) != 0) [[unlikely]] awaitLock();
        takeIn();
        const auto result = body(line);
        noteRoom();
        lock.store(0, std::memory_order_release);
        return result;
    }

    /// Tells producers whether there is room, when that has changed.
    [[gnu::always_inline]] void noteRoom() {
        const bool isNowFull = line.count() >= WaitingLine::capacity;
        if (isFull.load(std::memory_order_relaxed) != isNowFull) isFull.store(isNowFull, std::memory_order_relaxed);
    }

    [[gnu::noinline]] void awaitLock() {
        Backoff backoff;
        do {
            while (lock.load(std::memory_order_relaxed) != 0) backoff.wait();
        } while (lock.exchange(1, std::memory_order_acquire) != 0);
    }

    /// Takes in what the lanes hold, by ticket, so that nearly all of it comes behind its level's end.
    void takeIn() {
        // One lane alone is seen at one instant as it is; and its producer needs the tickets' cache line for itself.
        const u64 limit = fronts.size() == 1 ? ~u64(0) : tickets.load(std::memory_order_acquire);
        for (Front& front : fronts) front.look();
        if (fronts.empty()) return;
        for (;;) {
            // Whose ticket is next is as good as drawn by lot: no branch.
            Front* best = fronts.data();
            u64 first = best->ticket;
            for (Front& front : std::span(fronts).subspan(1)) {
                const u64 ticket = front.ticket;
                best = ticket < first ? &front : best;
                first = std::min(ticket, first);
            }
            if (first >= limit) break;
            const Arrival& arrival = best->take();
            // Beyond the line's capacity, too: a push that has returned is in it.
            line.insert(LineEntry(arrival.key(), arrival.value), arrival.rank());
        }
        for (const Front& front : fronts) front.giveBack();
    }

    alignas(128) std::atomic<u64> tickets{0};
    alignas(128) std::atomic<std::uint32_t> lock{0};
    /// Whether the line had no room when somebody looked last.
    alignas(128) std::atomic<bool> isFull{false};
    // What follows belongs to who has the lock.
    alignas(128) WaitingLine line;
    std::vector<Front> fronts;
    std::vector<Lane> freeLanes;
};

constexpr Peer all[] = {
    {"cpp-equal", ConcurrentLine::run},
    {"cpp-equal-line", BareLine::run},
};

}  // namespace

int main(int count, char** words) { return driver(all, count, words); }
