// SPDX-License-Identifier: Apache-2.0
// What the in-process peers have in common: a key for heaps, and levels with a bitmap for queues that know no priority.
#pragma once
#include <bit>
#include <memory>

#include "harness.hpp"

namespace peers {

/// An entry of a heap, ordered by what contacts are ordered by: level, arrival in milliseconds, sequence. So many bits
/// fit in two words, and comparing two words costs as little as it can.
struct KeyedEntry {
    u64 place;  // level, then arrival
    u64 sequence;
    u64 id;

    static constexpr KeyedEntry of(unsigned level, u64 arrival, u64 id) {
        return {u64(level) << 56 | arrival >> 10, arrival, id};
    }
    /// The heaps here have their greatest entry on top; that is the one with the lowest key.
    bool operator<(const KeyedEntry& other) const {
        return place != other.place ? place > other.place : sequence > other.sequence;
    }
};

struct PlainEntry {
    u64 id;
};

/// One first-in, first-out queue a level, and a bit for each level that says whether it may hold entries.
///
/// Sharing such a bitmap gives up that a pop sees one instant of all levels; it never loses an entry.
template <class Fifo>
class LeveledQueue {
  public:
    static constexpr std::string_view noCancel = "an entry inside a queue cannot be reached";
    static constexpr std::string_view noPutBack = "entries join a queue at its end only";

    explicit LeveledQueue(unsigned levels) : words((levels + 63) / 64) {
        for (unsigned level = 0; level < levels; level++) fifos.push_back(std::make_unique<Fifo>());
    }
    LeveledQueue& seat(Role) { return *this; }

    PlainEntry push(unsigned level, u64 id) {
        fifos[level]->push(id);
        // The entry is in before the bit is read; a pop clears the bit before it looks again. So one sees the other.
        std::atomic_thread_fence(std::memory_order_seq_cst);
        std::atomic<u64>& word = bits[level / 64];
        const u64 bit = u64(1) << level % 64;
        if (!(word.load(std::memory_order_seq_cst) & bit)) word.fetch_or(bit, std::memory_order_seq_cst);
        return {id};
    }

    bool pop(PlainEntry& entry) {
        for (;;) {
            unsigned index = 0;
            u64 word = 0;
            while (index < words && !(word = bits[index].load(std::memory_order_seq_cst))) index++;
            if (index == words) return false;
            const unsigned place = std::countr_zero(word);
            Fifo& fifo = *fifos[index * 64 + place];
            if (fifo.pop(entry.id)) return true;
            bits[index].fetch_and(~(u64(1) << place), std::memory_order_seq_cst);
            if (fifo.pop(entry.id)) {
                bits[index].fetch_or(u64(1) << place, std::memory_order_seq_cst);
                return true;
            }
        }
    }

  private:
    alignas(128) std::atomic<u64> bits[4]{};
    alignas(128) unsigned words;
    std::vector<std::unique_ptr<Fifo>> fifos;
};

}  // namespace peers
