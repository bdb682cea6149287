// SPDX-License-Identifier: Apache-2.0
// Our core in C++, under the workloads of the others: `cpp-line` is the waiting line alone, which one thread owns;
// `cpp-equal` is the line behind rings, which any threads use. The driver in Swift does the same, step by step:
//
// * Level l of the harness is level 255 - l of a key. A push draws a ticket, and that is the key's arrival. The
//   sequence is the upper half of the id and the value its lower half, so the line's 16 bytes give back the whole id.
// * An entry has its key, and its handle when it was told one: by the line when it was put there directly. What came
//   through a ring, or was popped, has the unknown handle, and the line finds it by its key.
// * Each seat of a thread that may push has a ring of 4,096 commands of 32 bytes, and a push is done when its command
//   is published there. What waits beforehand goes to the line directly.
// * A pop, cancel or put-back first drains all rings into the line. A thread that is alone does so without a lock, and
//   draws its tickets without a locked instruction. Others share the line under one lock; so does a push that finds
//   its ring full, which then drains all rings itself.
#include <memory>
#include <mutex>

#include "harness.hpp"
#include "line.hpp"
#include "ring.hpp"

using namespace peers;
using equal::LineHandle;
using equal::LineKey;
using equal::WaitingLine;

namespace {

struct Entry {
    u64 id;
    LineKey key;
    LineHandle handle;
};

LineKey keyOf(unsigned level, u64 id, u64 ticket) {
    return {std::uint8_t(255 - level), std::int64_t(ticket), id >> 32};
}
u64 idOf(const WaitingLine::Contact& contact) { return contact.key.sequence << 32 | contact.value; }

[[gnu::always_inline]] inline LineHandle told(std::optional<LineHandle> handle) {
    if (!handle) fail("the line is full");
    return *handle;
}

[[gnu::always_inline]] inline bool popFirst(WaitingLine& line, Entry& entry) {
    const auto contact = line.popFirst();
    if (!contact) return false;
    entry = {idOf(*contact), contact->key, LineHandle::unknown()};
    return true;
}

// MARK: The line alone

class LineQueue {
  public:
    explicit LineQueue(unsigned) {}
    LineQueue& seat(Role) { return *this; }

    [[gnu::always_inline]] Entry push(unsigned level, u64 id) {
        const LineKey key = keyOf(level, id, tickets++);
        return {id, key, told(line.insert(std::uint32_t(id), key))};
    }
    [[gnu::always_inline]] bool pop(Entry& entry) { return popFirst(line, entry); }
    [[gnu::always_inline]] bool cancel(const Entry& entry) { return line.remove(entry.handle, entry.key).has_value(); }
    [[gnu::always_inline]] Entry putBack(const Entry& entry) {
        return {entry.id, entry.key, told(line.putBack(std::uint32_t(entry.id), entry.key, entry.handle))};
    }

    static void run(const Workload& workload, long scale) {
        if (workload.kind != Kind::threads) return Harness<LineQueue>::run(workload, scale);
        std::printf("{\"workload\": \"%.*s\", \"unsupported\": \"one thread owns a line\"}\n",
                    int(workload.name.size()), workload.name.data());
    }

  private:
    WaitingLine line;
    u64 tickets = 0;
};

// MARK: The line behind rings

struct Command {
    LineKey key;
    std::uint32_t value;
};
static_assert(sizeof(Command) == 32);

using Ring = equal::SPSCRing<Command>;

/// Waits politely, and writes only when it looks free.
class SpinLock {
  public:
    void lock() {
        Backoff backoff;
        while (isTaken.exchange(true, std::memory_order_acquire)) {
            do backoff.wait();
            while (isTaken.load(std::memory_order_relaxed));
        }
    }
    void unlock() { isTaken.store(false, std::memory_order_release); }

  private:
    std::atomic<bool> isTaken{false};
};

/// Tickets are drawn before a push and published with it. A pop reads the next ticket, then the rings, and takes what
/// has a lower one: so of two pushes one after the other it never sees the later alone, though it reads ring by ring.
class RingedLine {
  public:
    class Seat;

    explicit RingedLine(unsigned) {}
    Seat seat(Role role);

  private:
    struct Front {
        Ring* ring;
        Ring::View view;

        std::int64_t ticket() const { return view.first().key.arrival; }
    };

    Ring* takeRing() {
        std::lock_guard guard(lock);
        if (freeRings.empty()) {
            fronts.resize(rings.size() + 1);
            return rings.emplace_back(std::make_unique<Ring>(4'096)).get();
        }
        Ring* const ring = freeRings.back();
        freeRings.pop_back();
        return ring;
    }
    void giveBack(Ring* ring) {
        std::lock_guard guard(lock);
        freeRings.push_back(ring);
    }

    [[gnu::always_inline]] void drain() {
        if (rings.size() != 1) return drainMany();
        rings[0]->popBatch(
            SIZE_MAX, [this](const Command& command) __attribute__((always_inline)) { insert(command); });
    }

    /// By tickets, as one merges sorted lists, so that all comes behind its level's end.
    void drainMany() {
        const auto limit = std::int64_t(tickets.load(std::memory_order_acquire));
        std::size_t open = 0;
        for (const std::unique_ptr<Ring>& ring : rings) {
            Ring::View view = ring->look();
            while (!view.isEmpty() && view.last().key.arrival >= limit) view.end--;
            if (!view.isEmpty()) fronts[open++] = {ring.get(), view};
        }
        while (open > 0) {
            // The ring whose ticket is the lowest, and up to which ticket it stays so.
            std::size_t best = 0;
            std::int64_t until = INT64_MAX;
            for (std::size_t other = 1; other < open; other++) {
                const std::int64_t ticket = fronts[other].ticket(), lowest = fronts[best].ticket();
                if (ticket < lowest) best = other;
                until = std::min(until, std::max(ticket, lowest));
            }
            Front& front = fronts[best];
            do {
                insert(front.view.first());
                front.view.next++;
            } while (!front.view.isEmpty() && front.ticket() < until);
            if (!front.view.isEmpty()) continue;
            front.ring->giveBack(front.view.end);
            front = fronts[--open];
        }
    }

    [[gnu::always_inline]] void insert(const Command& command) { told(line.insert(command.value, command.key)); }

    alignas(128) std::atomic<u64> tickets{0};
    alignas(128) SpinLock lock;
    // What follows belongs to who has the lock.
    alignas(128) WaitingLine line;
    std::vector<std::unique_ptr<Ring>> rings;
    std::vector<Ring*> freeRings;
    std::vector<Front> fronts;
};

class RingedLine::Seat {
  public:
    Seat(RingedLine& queue, Role role) : queue(queue), isAlone(role == Role::alone) {
        if (role != Role::consumer) ring = queue.takeRing();
    }
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    ~Seat() {
        if (ring) queue.giveBack(ring);
    }

    [[gnu::always_inline]] Entry push(unsigned level, u64 id) {
        const LineKey key = keyOf(level, id, drawTicket());
        while (!ring->tryPush({key, std::uint32_t(id)})) [[unlikely]] makeRoom();
        return {id, key, LineHandle::unknown()};
    }

    [[gnu::always_inline]] bool pop(Entry& entry) {
        const Drained drained(*this);
        return popFirst(queue.line, entry);
    }

    [[gnu::always_inline]] bool cancel(const Entry& entry) {
        const Drained drained(*this);
        return queue.line.remove(entry.handle, entry.key).has_value();
    }

    [[gnu::always_inline]] Entry putBack(const Entry& entry) {
        const Drained drained(*this);
        return {entry.id, entry.key, told(queue.line.putBack(std::uint32_t(entry.id), entry.key, entry.handle))};
    }

    /// What waits beforehand.
    Entry fill(unsigned level, u64 id) {
        const Drained drained(*this);
        const LineKey key = keyOf(level, id, drawTicket());
        return {id, key, told(queue.line.insert(std::uint32_t(id), key))};
    }

  private:
    /// While it lives, nobody else is at the line, into which all rings were drained.
    class Drained {
      public:
        [[gnu::always_inline]] explicit Drained(Seat& seat) : seat(seat) {
            if (!seat.isAlone) seat.queue.lock.lock();
            seat.queue.drain();
        }
        Drained(const Drained&) = delete;
        Drained& operator=(const Drained&) = delete;
        [[gnu::always_inline]] ~Drained() {
            if (!seat.isAlone) seat.queue.lock.unlock();
        }

      private:
        Seat& seat;
    };

    [[gnu::always_inline]] u64 drawTicket() {
        if (!isAlone) return queue.tickets.fetch_add(1, std::memory_order_release);
        const u64 ticket = queue.tickets.load(std::memory_order_relaxed);
        queue.tickets.store(ticket + 1, std::memory_order_relaxed);
        return ticket;
    }

    [[gnu::noinline]] void makeRoom() { const Drained drained(*this); }

    RingedLine& queue;
    Ring* ring = nullptr;
    const bool isAlone;
};

inline RingedLine::Seat RingedLine::seat(Role role) { return Seat(*this, role); }

constexpr Peer all[] = {
    {"cpp-equal", Harness<RingedLine>::run},
    {"cpp-line", LineQueue::run},
};

}  // namespace

int main(int count, char** words) { return driver(all, count, words); }
