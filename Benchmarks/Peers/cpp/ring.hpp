// SPDX-License-Identifier: Apache-2.0
// Our ring from one producer to one consumer in C++: the limit that SPSCRing.swift and RingMemory.swift in
// Sources/QueueCore/Rings, which say why everything is as it is, are measured against. Layout, memory order and names
// are the same.
#pragma once
#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <span>
#include <type_traits>

namespace equal {

/// The memory of a ring, and what each side does with it: a pointer and a number. It has an owner, who calls
/// `deallocate()`.
template <class Element>
    requires std::is_trivially_copyable_v<Element>
class RingMemory {
    using u64 = std::uint64_t;

  public:
    /// For 1 to 2^30 elements, rounded up to a power of two.
    explicit RingMemory(std::size_t capacity) : mask(std::bit_ceil(capacity) - 1) {
        static_assert(alignof(Element) <= spacing);
        if (capacity < 1 || capacity > std::size_t(1) << 30) std::abort();
        const std::size_t slotBytes = ((mask + 1) * sizeof(Element) + spacing - 1) / spacing * spacing;
        void* const memory = std::aligned_alloc(spacing, sizeof(Indices) + slotBytes);
        if (!memory) std::abort();
        base = new (memory) Indices;
    }
    void deallocate() { std::free(base); }

    std::size_t capacity() const { return mask + 1; }

    /// The next index to write, and the next to read.
    std::atomic<u64>& tail() const { return base->tail; }
    std::atomic<u64>& head() const { return base->head; }
    /// The slot of an index.
    [[gnu::always_inline]] Element& slot(u64 index) const {
        return reinterpret_cast<Element*>(base + 1)[index & mask];
    }

    /// Producer: adds an element, unless the ring is full.
    [[gnu::always_inline]] bool tryPush(const Element& element) {
        Indices& at = *base;
        const u64 index = at.tail.load(std::memory_order_relaxed);
        if (index - at.cachedHead > mask) {
            at.cachedHead = at.head.load(std::memory_order_acquire);
            if (index - at.cachedHead > mask) return false;
        }
        slot(index) = element;
        at.tail.store(index + 1, std::memory_order_release);
        return true;
    }

    /// Producer: adds as many as there is room for, in order, with one publication; how many.
    std::size_t pushBatch(std::span<const Element> elements) {
        Indices& at = *base;
        const u64 index = at.tail.load(std::memory_order_relaxed);
        u64 room = mask + 1 - (index - at.cachedHead);
        if (room < elements.size()) {
            at.cachedHead = at.head.load(std::memory_order_acquire);
            room = mask + 1 - (index - at.cachedHead);
        }
        const u64 added = std::min<u64>(room, elements.size());
        if (added == 0) return 0;
        for (u64 offset = 0; offset < added; offset++) slot(index + offset) = elements[offset];
        at.tail.store(index + added, std::memory_order_release);
        return added;
    }

    /// Consumer: takes the oldest element; false when the ring is empty.
    [[gnu::always_inline]] bool tryPop(Element& element) {
        Indices& at = *base;
        const u64 index = at.head.load(std::memory_order_relaxed);
        if (index == at.cachedTail) {
            at.cachedTail = at.tail.load(std::memory_order_acquire);
            if (index == at.cachedTail) return false;
        }
        element = slot(index);
        at.head.store(index + 1, std::memory_order_release);
        return true;
    }

    /// Consumer: hands up to `max` of the oldest to `body`, which must not pop from this ring; how many.
    template <class Body>
    [[gnu::always_inline]] std::size_t popBatch(std::size_t max, Body body) {
        Indices& at = *base;
        const u64 index = at.head.load(std::memory_order_relaxed);
        if (at.cachedTail - index < max) at.cachedTail = at.tail.load(std::memory_order_acquire);
        const u64 taken = std::min<u64>(at.cachedTail - index, max);
        if (taken == 0) return 0;
        for (u64 offset = 0; offset < taken; offset++) body(slot(index + offset));
        at.head.store(index + taken, std::memory_order_release);
        return taken;
    }

    /// An estimate: exact only when neither side moves.
    std::size_t count() const {
        const u64 oldest = base->head.load(std::memory_order_acquire);
        const u64 newest = base->tail.load(std::memory_order_acquire);
        return std::min<u64>(newest - oldest, mask + 1);
    }

    bool isEmpty() const {
        const u64 oldest = base->head.load(std::memory_order_acquire);
        return base->tail.load(std::memory_order_acquire) == oldest;
    }

  private:
    static constexpr std::size_t spacing = 128;

    /// Each side's index, and 64 bytes behind it what it last saw of the other side's.
    struct Indices {
        alignas(spacing) std::atomic<u64> tail{0};
        alignas(64) u64 cachedHead = 0;
        alignas(spacing) std::atomic<u64> head{0};
        alignas(64) u64 cachedTail = 0;
    };
    static_assert(sizeof(Indices) == 2 * spacing);

    Indices* base;
    u64 mask;
};

/// A ring that owns its memory.
template <class Element>
class SPSCRing : public RingMemory<Element> {
  public:
    using RingMemory<Element>::RingMemory;
    SPSCRing(const SPSCRing&) = delete;
    SPSCRing& operator=(const SPSCRing&) = delete;
    ~SPSCRing() { this->deallocate(); }
};

}  // namespace equal
