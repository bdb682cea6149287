// SPDX-License-Identifier: Apache-2.0
// Our waiting line in C++, operation by operation: the limit that the one in Swift is measured against.
//
// Sources/QueueCore/Line says why everything is as it is; names, layout, thresholds and checks are the same here. What
// Swift checks unasked (overflow, bounds of fixed arrays) is not checked, as nobody would in C++.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

namespace equal {

using u8 = std::uint8_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;
using i64 = std::int64_t;
using u128 = unsigned __int128;

/// As in Swift, a broken promise ends the program; the message is for who reads the code.
[[gnu::always_inline]] inline void precondition(bool holds, const char*) {
    if (!holds) [[unlikely]] __builtin_trap();
}

constexpr u64 bit(unsigned index) { return u64(1) << index; }
/// Of a word that is not 0; the standard's functions ask first whether it is.
inline unsigned lowestBit(u64 word) { return unsigned(__builtin_ctzll(word)); }
inline unsigned highestBit(u64 word) { return 63 - unsigned(__builtin_clzll(word)); }
/// Without the instruction for it, which the oldest x86-64 lacks, the compiler calls a function of its library.
constexpr unsigned bitCount(u64 word) {
    word -= word >> 1 & 0x5555'5555'5555'5555;
    word = (word & 0x3333'3333'3333'3333) + (word >> 2 & 0x3333'3333'3333'3333);
    return unsigned(((word + (word >> 4)) & 0x0F0F'0F0F'0F0F'0F0F) * 0x0101'0101'0101'0101 >> 56);
}

template <class Element>
Element* allocate(std::size_t count) {
    if (void* memory = std::malloc(count * sizeof(Element))) return static_cast<Element*>(memory);
    std::abort();
}

/// A place in the order: level (higher first), then arrival, then sequence.
struct LineKey {
    u8 level;
    i64 arrival;
    u64 sequence;
};

/// Generation, chunk and slot: 32, 26 and 6 bits. One of nothing makes the line search by key.
class LineHandle {
  public:
    static constexpr LineHandle unknown() { return LineHandle(); }
    constexpr LineHandle() = default;
    constexpr LineHandle(u32 generation, u32 chunk, unsigned slot)
        : word(u64(generation) << 32 | u64(chunk) << 6 | u64(slot)) {}

    constexpr u32 generation() const { return u32(word >> 32); }
    constexpr u32 chunk() const { return u32(word) >> 6; }
    constexpr unsigned slot() const { return unsigned(word & 63); }

  private:
    u64 word = ~u64(0);
};

/// Arrival, sequence and value, from the highest bit down.
class LineEntry {
  public:
    [[gnu::always_inline]] LineEntry(const LineKey& key, u32 value) {
        const u64 arrival = u64(key.arrival) + arrivalBias;
        precondition(arrival >> 48 == 0 && key.sequence >> 48 == 0, "an arrival or a sequence out of range");
        bits = u128(arrival << 16 | key.sequence >> 32) << 64 | (key.sequence << 32 | value);
    }

    u32 value() const { return u32(bits); }
    /// By halves: shifting both at once is slow on some processors.
    LineKey key(u8 level) const {
        const u64 high = u64(bits >> 64);
        return {level, i64((high >> 16) - arrivalBias), (high & 0xFFFF) << 32 | u64(bits) >> 32};
    }

    /// The lowest entry at its place, and the highest.
    LineEntry lowest() const { return LineEntry(bits & ~u128(0xFFFF'FFFF)); }
    LineEntry highest() const { return LineEntry(bits | 0xFFFF'FFFF); }
    bool isAtPlace(LineEntry other) const { return bits >> 32 == other.bits >> 32; }
    bool isBefore(LineEntry other) const { return (bits | 0xFFFF'FFFF) < other.bits; }
    bool operator<(LineEntry other) const { return bits < other.bits; }

  private:
    static constexpr u64 arrivalBias = bit(47);

    explicit LineEntry(u128 bits) : bits(bits) {}

    u128 bits;
};

/// Up to 64 children of the tree over a level's chunks, and how many contacts each has.
struct LineNode {
    static constexpr u32 none = ~u32(0);
    static constexpr unsigned capacity = 64;
    static constexpr unsigned mergedLimit = 32;

    u32 children[capacity]{};
    u32 counts[capacity]{};
    u32 parent = none;  // the next free node, when it is free
    u8 slot = 0;
    u8 low = 0, high = 0;
    u8 height = 1;  // 1 when the children are chunks

    unsigned width() const { return unsigned(high) - low; }
    u32 sum() const {
        u32 sum = 0;
        for (unsigned child = low; child < high; child++) sum += counts[child];
        return sum;
    }
};

/// Up to 64 entries of one level: what is known of them without looking at them.
struct LineChunk {
    static constexpr unsigned capacity = 64;
    static constexpr unsigned mergedLimit = 32;

    u64 live = 0;
    LineEntry* entries = nullptr;  // none when it is free and its memory was given back
    u32 generation = 0;
    u32 parent = LineNode::none;  // the next free chunk, when it is free
    u8 slot = 0;
    u8 rank = 0;
    u8 high = 0;

    unsigned count() const { return bitCount(live); }
    bool isLive(unsigned slot) const { return live >> slot & 1; }

    /// The first slot in use at the entry or behind it, alive or dead; `high` when there is none.
    unsigned lowerBound(LineEntry entry) const {
        unsigned first = 0, end = high;
        // Most come last, and the entries before are not in the cache any more.
        if (end > 0 && entries[end - 1] < entry) return end;
        while (first < end) {
            const unsigned middle = (first + end) / 2;
            if (entries[middle] < entry) {
                first = middle + 1;
            } else {
                end = middle;
            }
        }
        return first;
    }

    unsigned makeRoom(unsigned slot);
    void pack();
    void append(const LineChunk& other);
};

/// One level: its ends, which are not counted in the tree, and the tree between them. It knows where the next arrival
/// goes, and in `live` of the last chunk the bits of slots that are still to come are set already.
struct LineLevel {
    LineEntry* next = nullptr;       // the next slot of the last chunk
    u32 high = LineChunk::capacity;  // how many of its slots are in use; all of them when there is no chunk
    u32 generation = 0;              // the last chunk's
    u32 head = LineNode::none, tail = LineNode::none;
    u32 root = LineNode::none;
    u32 count = 0;

    bool isEnd(u32 chunk) const { return chunk == head || chunk == tail; }
    /// The bits of the last chunk's slots in use.
    u64 inUse() const { return ~u64(0) >> (64 - high) % 64; }
};

/// A set of ranks 0–255, where rank r stands for level 255 - r. No branch depends on which levels become empty.
class LevelSet {
  public:
    bool contains(unsigned rank) const { return words[rank / 64] & bit(rank % 64); }
    [[gnu::always_inline]] void insert(unsigned rank) {
        words[rank / 64] |= bit(rank % 64);
        summary |= bit(rank / 64);
    }
    /// Takes a rank out that is in it, if it is to go.
    [[gnu::always_inline]] void remove(unsigned rank, bool isGone) {
        const u64 word = words[rank / 64] & ~(u64(isGone) << rank % 64);
        words[rank / 64] = word;
        summary &= ~(u64(word == 0) << rank / 64);
    }
    /// The lowest rank of a set that is not empty.
    unsigned first() const {
        const unsigned word = lowestBit(summary);
        return word * 64 | lowestBit(words[word]);
    }

  private:
    u64 words[4]{};
    u64 summary = 0;
};

static_assert(sizeof(LineEntry) == 16 && sizeof(LineHandle) == 8 && sizeof(LineKey) == 24);
static_assert(sizeof(LineChunk) == 32 && sizeof(LineNode) == 520 && sizeof(LineLevel) == 32 && sizeof(LevelSet) == 40);

class WaitingLine {
  public:
    static constexpr std::size_t capacity = 1 << 24;
    /// How many empty levels keep their chunk, however few wait; else as many as contacts wait.
    static constexpr std::size_t emptyLevelsKept = 4;

    struct Contact {
        LineKey key;
        u32 value;
    };

    WaitingLine() = default;
    WaitingLine(const WaitingLine&) = delete;
    WaitingLine& operator=(const WaitingLine&) = delete;
    ~WaitingLine() {
        for (u32 chunk = 0; chunk < chunkCapacity; chunk++) std::free(chunks[chunk].entries);
        std::free(chunks);
        std::free(nodes);
        std::free(levels);
    }

    std::size_t count() const { return total; }
    bool isEmpty() const { return total == 0; }

    /// The most urgent contact.
    [[gnu::always_inline]] std::optional<Contact> first() const {
        if (total == 0) return std::nullopt;
        const unsigned rank = used.first();
        const LineChunk& chunk = chunks[levels[rank - firstRank].head];
        const LineEntry entry = chunk.entries[lowestBit(chunk.live)];
        return Contact{entry.key(u8(255 - rank)), entry.value()};
    }

    // MARK: Changing

    /// Puts a contact at its place; none when the line is full.
    [[gnu::always_inline]] std::optional<LineHandle> insert(u32 value, const LineKey& key) {
        if (total == capacity) return std::nullopt;
        return insert(LineEntry(key, value), 255u - key.level);
    }

    /// The same, be the line full or not.
    [[gnu::always_inline]] LineHandle insert(LineEntry entry, unsigned rank) {
        const unsigned offset = rank - firstRank;
        if (offset >= levelCount) [[unlikely]] return insertInOrder(entry, rank);
        LineLevel& level = levels[offset];
        const u32 slot = level.high;
        LineEntry* const next = level.next;
        if (slot >= LineChunk::capacity || !next[-1].isBefore(entry)) return insertInOrder(entry, rank);
        *next = entry;
        level.next = next + 1;
        level.high = slot + 1;
        came(rank);
        return LineHandle(level.generation, level.tail, slot);
    }

    /// Puts a contact back at the place it had; none when the line is full.
    [[gnu::always_inline]] std::optional<LineHandle> putBack(u32 value, const LineKey& key, LineHandle handle) {
        if (total == capacity) return std::nullopt;
        const LineChunk* const chunk = resolve(handle);
        if (!chunk) return insert(value, key);
        precondition(!chunk->isLive(handle.slot()), "a WaitingLine has this key already");
        return occupy(handle.slot(), handle.chunk());
    }

    /// Takes the most urgent contact out.
    [[gnu::always_inline]] std::optional<Contact> popFirst() {
        if (total == 0) return std::nullopt;
        const unsigned rank = used.first();
        const u32 head = levels[rank - firstRank].head;
        LineChunk& chunk = chunks[head];
        const u64 live = chunk.live;
        const LineEntry entry = chunk.entries[lowestBit(live)];
        const u64 rest = live & (live - 1);
        chunk.live = rest;
        left(rank, head, rest);
        return Contact{entry.key(u8(255 - rank)), entry.value()};
    }

    /// Takes a contact out; none when it is not in the line.
    [[gnu::always_inline]] std::optional<u32> remove(LineHandle handle, const LineKey& key) {
        const LineChunk* const chunk = resolve(handle);
        if (!chunk) return removeInOrder(key);
        if (!chunk->isLive(handle.slot())) return std::nullopt;
        const u32 value = chunk->entries[handle.slot()].value();
        vacate(handle.slot(), handle.chunk());
        return value;
    }

    // MARK: Reading

    /// From 1 for the most urgent; none when it is not in the line.
    std::optional<std::size_t> position(LineHandle handle, const LineKey& key) const {
        const auto place = find(key, handle);
        if (!place) return std::nullopt;
        return countBefore(place->chunk, place->slot) + 1;
    }

    /// How many contacts come before a key, which need not be in the line.
    std::size_t countAhead(const LineKey& key) const {
        const unsigned rank = 255u - key.level;
        if (!used.contains(rank)) return countMoreUrgent(rank);
        const LineEntry entry(key, 0);
        const u32 chunk = chunkFor(entry, rank - firstRank);
        return countBefore(chunk, exact(chunk).lowerBound(entry));
    }

    /// Bytes taken from the allocator, without what it adds.
    std::size_t byteCount() const {
        return (chunksInUse + spareCount) * LineChunk::capacity * sizeof(LineEntry) +
               chunkCapacity * sizeof(LineChunk) + nodeCapacity * sizeof(LineNode) + levelCount * sizeof(LineLevel);
    }

  private:
    struct Place {
        u32 chunk;
        unsigned slot;
    };

    // MARK: Steps

    /// The chunk of a handle that is still good.
    [[gnu::always_inline]] LineChunk* resolve(LineHandle handle) const {
        if (handle.chunk() >= chunkCapacity) return nullptr;
        LineChunk* const chunk = chunks + handle.chunk();
        return chunk->generation == handle.generation() ? chunk : nullptr;
    }

    /// A chunk as it is: what the level knows of its last one is in it.
    LineChunk exact(u32 index) const {
        LineChunk chunk = chunks[index];
        const LineLevel& level = levels[chunk.rank - firstRank];
        if (index != level.tail) return chunk;
        chunk.high = u8(level.high);
        chunk.live &= level.inUse();
        return chunk;
    }

    /// The last chunk of a level tells the level what it must know: from here on arrivals do not touch it.
    void openTail(unsigned offset) {
        LineLevel& level = levels[offset];
        LineChunk& chunk = chunks[level.tail];
        level.high = chunk.high;
        level.next = chunk.entries + chunk.high;
        level.generation = chunk.generation;
        chunk.live |= ~level.inUse();
    }

    /// The last chunk of a level is as any other, until it is opened.
    void closeTail(unsigned offset) { chunks[levels[offset].tail] = exact(levels[offset].tail); }

    /// A slot that has its entry is alive.
    [[gnu::always_inline]] LineHandle occupy(unsigned slot, u32 index) {
        LineChunk& chunk = chunks[index];
        chunk.live |= bit(slot);
        const unsigned rank = chunk.rank;
        LineLevel& level = levels[rank - firstRank];
        if (level.isEnd(index)) {
            came(rank);
        } else {
            level.count++;
            total++;
            countInTree(1, index);
        }
        return LineHandle(chunk.generation, index, slot);
    }

    /// A slot that is alive is dead; its key stays in it.
    [[gnu::always_inline]] void vacate(unsigned slot, u32 index) {
        LineChunk& chunk = chunks[index];
        const u64 rest = chunk.live & ~bit(slot);
        chunk.live = rest;
        const unsigned rank = chunk.rank;
        LineLevel& level = levels[rank - firstRank];
        if (level.isEnd(index)) return left(rank, index, index == level.tail ? rest & level.inUse() : rest);
        level.count--;
        total--;
        countInTree(-1, index);
        if (nodes[chunk.parent].counts[chunk.slot] < LineChunk::mergedLimit) shrunk(index, rank - firstRank);
    }

    /// A contact has come into a level.
    [[gnu::always_inline]] void came(unsigned rank) {
        used.insert(rank);
        const u32 count = levels[rank - firstRank].count++;
        emptyLevels -= count == 0;
        total++;
    }

    /// A contact has left an end of a level. `rest` is what is alive in its chunk: when nothing is, the chunk goes, or
    /// the level is empty.
    [[gnu::always_inline]] void left(unsigned rank, u32 end, u64 rest) {
        const u32 count = --levels[rank - firstRank].count;
        total--;
        used.remove(rank, count == 0);
        emptyLevels += count == 0;
        // One seldom taken branch for "the chunk is empty, the level is not".
        if ((rest | u64(count == 0)) == 0) [[unlikely]] discard(end, rank - firstRank);
        // There are no more levels than that. In a smaller line again one branch, for "it is empty, and too many are".
        if (total >= 256) [[likely]] return;
        const std::size_t limit = std::max(emptyLevelsKept, total) + (count == 0 ? 0 : 256);
        if (emptyLevels > limit) [[unlikely]] giveBackEmptyLevel(rank - firstRank);
    }

    /// Adds to the counts of every node above a chunk that is no end of its level.
    [[gnu::always_inline]] void countInTree(int difference, u32 chunk) {
        unsigned slot = chunks[chunk].slot;
        u32 parent = chunks[chunk].parent;
        const u32 root = levels[chunks[chunk].rank - firstRank].root;
        while (true) {
            LineNode& node = nodes[parent];
            node.counts[slot] += u32(difference);
            if (parent == root) return;
            slot = node.slot;
            parent = node.parent;
        }
    }

    // MARK: Order

    std::optional<Place> find(const LineKey& key, LineHandle handle) const;
    std::size_t countBefore(u32 chunk, unsigned slot) const;
    std::size_t countMoreUrgent(unsigned rank) const;
    LineHandle insertInOrder(LineEntry entry, unsigned rank);
    LineHandle insertIn(u32 index, LineEntry entry, unsigned offset);
    u32 split(u32 index, unsigned offset);
    std::optional<u32> removeInOrder(const LineKey& key);
    void shrunk(u32 index, unsigned offset);
    void mergeSmall(u32 index, unsigned offset);
    bool merge(unsigned slot, u32 parent, unsigned offset);

    // MARK: Tree

    u32 next(u32 chunk) const;
    u32 previous(u32 chunk) const;
    u32 firstChunk(u32 child, unsigned height) const;
    LineEntry firstEntry(u32 chunk) const { return chunks[chunk].entries[0]; }
    u32 chunkFor(LineEntry entry, unsigned offset) const;
    std::size_t countBeforeChunk(u32 chunk, unsigned offset) const;
    void insertChunk(u32 chunk, u32 earlier, unsigned offset);
    void makeRoot(u32 child, u32 count, unsigned height, unsigned offset);
    void insertChild(u32 child, u32 count, unsigned index, u32 parent, unsigned offset);
    void addAbove(u32 index, int difference) {
        unsigned slot = nodes[index].slot;
        for (u32 parent = nodes[index].parent; parent != LineNode::none; parent = nodes[parent].parent) {
            nodes[parent].counts[slot] += u32(difference);
            slot = nodes[parent].slot;
        }
    }
    std::optional<unsigned> openGap(unsigned index, u32 parent);
    void move(unsigned first, unsigned end, int distance, u32 parent);
    void place(u32 child, u32 count, u32 parent, unsigned slot);
    u32 moveUpperHalf(u32 left, u32 right);
    void discard(u32 index, unsigned offset);
    void prefetch(u32 chunk) const;
    u32 becomesEnd(u32 chunk, unsigned offset);
    void detach(unsigned slot, u32 parent, unsigned offset);
    void lowerRoot(unsigned offset);
    void mergeNode(u32 index, unsigned offset);
    bool mergeNodes(unsigned slot, u32 parent, unsigned offset);
    void absorb(u32 right, u32 left);

    // MARK: Memory

    unsigned makeLevel(unsigned rank);
    void growLevels(unsigned begin, unsigned end);
    void giveBackEmptyLevel(unsigned offset);
    void freeEmptyLevels();
    u32 makeChunk(unsigned rank);
    /// Makes every handle of a chunk invalid.
    void invalidate(u32 chunk) { chunks[chunk].generation = nextGeneration++; }
    static u32 newGenerations();
    void giveBackChunk(u32 index);
    void growChunks(u32 grownCapacity);
    u32 makeNode(unsigned height);
    void giveBackNode(u32 index);
    void growNodes(u32 grownCapacity);

    /// Levels by rank, from `firstRank` on.
    LineLevel* levels = nullptr;
    unsigned firstRank = 0;
    unsigned levelCount = 0;
    /// The ranks whose level is not empty.
    LevelSet used;
    /// Levels that have a chunk, be they empty or not.
    std::size_t emptyLevels = 0;
    /// What the next chunk to get another generation gets.
    u32 nextGeneration = newGenerations();

    LineChunk* chunks = nullptr;
    u32 chunkCapacity = 0;
    u32 chunksInUse = 0;
    /// Free chunks with their block, the latest first; how many.
    u32 spareChunk = LineNode::none;
    u32 spareCount = 0;
    /// Free chunks whose block was given back.
    u32 bareChunk = LineNode::none;

    LineNode* nodes = nullptr;
    u32 nodeCapacity = 0;
    u32 freeNode = LineNode::none;

    std::size_t total = 0;

    inline static std::atomic<u32> lines{0};
};

// MARK: - Order: WaitingLine+Order.swift

inline std::optional<WaitingLine::Place> WaitingLine::find(const LineKey& key, LineHandle handle) const {
    if (const LineChunk* chunk = resolve(handle)) {
        if (!chunk->isLive(handle.slot())) return std::nullopt;
        return Place{handle.chunk(), handle.slot()};
    }
    const unsigned rank = 255u - key.level;
    if (!used.contains(rank)) return std::nullopt;
    const LineEntry entry(key, 0);
    const u32 index = chunkFor(entry, rank - firstRank);
    const LineChunk chunk = exact(index);
    const unsigned slot = chunk.lowerBound(entry);
    if (slot >= chunk.high || !chunk.entries[slot].isAtPlace(entry) || !chunk.isLive(slot)) return std::nullopt;
    return Place{index, slot};
}

inline std::size_t WaitingLine::countBefore(u32 chunk, unsigned slot) const {
    const unsigned rank = chunks[chunk].rank;
    const u64 live = exact(chunk).live;
    const u64 before = slot == 64 ? live : live & (bit(slot) - 1);
    return countMoreUrgent(rank) + countBeforeChunk(chunk, rank - firstRank) + bitCount(before);
}

inline std::size_t WaitingLine::countMoreUrgent(unsigned rank) const {
    const unsigned end = rank < firstRank ? 0 : std::min(rank - firstRank, levelCount);
    u32 sum = 0;
    for (unsigned offset = 0; offset < end; offset++) sum += levels[offset].count;
    return sum;
}

[[gnu::noinline]] inline LineHandle WaitingLine::insertInOrder(LineEntry entry, unsigned rank) {
    const unsigned offset = makeLevel(rank);
    if (levels[offset].head == LineNode::none) {
        levels[offset].head = levels[offset].tail = makeChunk(rank);
        emptyLevels++;
    } else {
        closeTail(offset);
    }
    const LineHandle handle = insertIn(chunkFor(entry, offset), entry, offset);
    openTail(offset);
    return handle;
}

inline LineHandle WaitingLine::insertIn(u32 index, LineEntry entry, unsigned offset) {
    LineChunk& chunk = chunks[index];
    const unsigned high = chunk.high, slot = chunk.lowerBound(entry.lowest());
    LineEntry* const entries = chunk.entries;
    if (slot < high && entries[slot].isAtPlace(entry)) {
        precondition(!chunk.isLive(slot), "a WaitingLine has this key already");
        if (entries[slot].value() != entry.value()) invalidate(index);
        entries[slot] = entry;
        return occupy(slot, index);
    }
    if (slot == high && high < LineChunk::capacity) {
        if (index != levels[offset].tail) invalidate(index);
        entries[high] = entry;
        chunk.high++;
        return occupy(high, index);
    }
    if (chunk.live == 0) {
        chunk.high = 0;
        invalidate(index);
        return insertIn(index, entry, offset);
    }
    if (slot == high && index == levels[offset].tail) {
        // Arrivals ascend: leave the chunk as it is, rather than split it in two that stay half empty.
        const u32 last = makeChunk(chunk.rank);
        insertChunk(last, index, offset);
        // Many may have left it while it was the last.
        if (chunks[index].count() < LineChunk::mergedLimit) mergeSmall(index, offset);
        return insertIn(last, entry, offset);
    }
    if (chunk.live == ~u64(0)) {
        const u32 upper = split(index, offset);
        return insertIn(entry.isBefore(chunks[upper].entries[0]) ? index : upper, entry, offset);
    }
    const unsigned room = chunk.makeRoom(slot);
    invalidate(index);
    entries[room] = entry;
    return occupy(room, index);
}

/// Gives away the upper half of a full chunk.
inline u32 WaitingLine::split(u32 index, unsigned offset) {
    const u32 upper = makeChunk(chunks[index].rank);
    LineChunk& from = chunks[index];
    LineChunk& to = chunks[upper];
    std::copy_n(from.entries + 32, 32, to.entries);
    to.high = 32;
    to.live = from.live >> 32;
    from.high = 32;
    from.live &= bit(32) - 1;
    invalidate(index);
    if (!levels[offset].isEnd(index)) countInTree(-32, index);
    insertChunk(upper, index, offset);
    return upper;
}

[[gnu::noinline]] inline std::optional<u32> WaitingLine::removeInOrder(const LineKey& key) {
    const auto place = find(key, LineHandle::unknown());
    if (!place) return std::nullopt;
    const u32 value = chunks[place->chunk].entries[place->slot].value();
    vacate(place->slot, place->chunk);
    return value;
}

/// A chunk that is no end of its level has become small, or empty.
[[gnu::noinline]] inline void WaitingLine::shrunk(u32 index, unsigned offset) {
    if (chunks[index].live == 0) {
        discard(index, offset);
    } else {
        mergeSmall(index, offset);
    }
}

/// Makes one chunk of a small one and a neighbour, if both fit in half of one.
inline void WaitingLine::mergeSmall(u32 index, unsigned offset) {
    const u32 parent = chunks[index].parent;
    const unsigned slot = chunks[index].slot;
    if (slot + 1 < nodes[parent].high && merge(slot, parent, offset)) return;
    if (slot > nodes[parent].low) merge(slot - 1, parent, offset);
}

inline bool WaitingLine::merge(unsigned slot, u32 parent, unsigned offset) {
    LineNode& node = nodes[parent];
    const u32 sum = node.counts[slot] + node.counts[slot + 1];
    const u32 left = node.children[slot], right = node.children[slot + 1];
    if (sum > LineChunk::mergedLimit || levels[offset].isEnd(left) || levels[offset].isEnd(right)) return false;
    chunks[left].pack();
    chunks[left].append(chunks[right]);
    invalidate(left);
    node.counts[slot] = sum;
    detach(slot + 1, parent, offset);
    giveBackChunk(right);
    return true;
}

/// Makes room for an entry before a slot: takes the nearest dead slot, and moves what stands between.
inline unsigned LineChunk::makeRoom(unsigned slot) {
    const u64 dead = ~live;
    const u64 above = slot == capacity ? 0 : dead >> slot << slot;
    const u64 below = dead & ~above;
    const int right = above == 0 ? int(capacity) : int(lowestBit(above));
    const int left = below == 0 ? -1 : int(highestBit(below));
    const int place = int(slot);
    if (left < 0 || (right < int(capacity) && right - place <= place - 1 - left)) {
        std::copy_backward(entries + place, entries + right, entries + right + 1);
        live |= above & (0 - above);
        live &= ~bit(slot);
        high = std::max(high, u8(right + 1));
        return slot;
    }
    std::copy(entries + left + 1, entries + place, entries + left);
    live |= bit(unsigned(left));
    live &= ~bit(slot - 1);
    return slot - 1;
}

/// Moves the contacts to the lowest slots, and forgets the keys of dead ones.
inline void LineChunk::pack() {
    unsigned next = 0;
    for (u64 rest = live; rest != 0; rest &= rest - 1) entries[next++] = entries[lowestBit(rest)];
    high = u8(next);
    live = next == capacity ? ~u64(0) : bit(next) - 1;
}

/// Adds another chunk's contacts behind its own, which are packed.
inline void LineChunk::append(const LineChunk& other) {
    for (u64 rest = other.live; rest != 0; rest &= rest - 1) {
        entries[high] = other.entries[lowestBit(rest)];
        live |= bit(high);
        high++;
    }
}

// MARK: - Tree: WaitingLine+Tree.swift

/// The chunk behind another one of its level; none at the end.
inline u32 WaitingLine::next(u32 chunk) const {
    unsigned slot = chunks[chunk].slot;
    u32 parent = chunks[chunk].parent;
    while (parent != LineNode::none) {
        const LineNode& node = nodes[parent];
        if (slot + 1 < node.high) return firstChunk(node.children[slot + 1], node.height - 1u);
        slot = node.slot;
        parent = node.parent;
    }
    return LineNode::none;
}

inline u32 WaitingLine::previous(u32 chunk) const {
    unsigned slot = chunks[chunk].slot;
    u32 parent = chunks[chunk].parent;
    while (parent != LineNode::none) {
        const LineNode& node = nodes[parent];
        if (slot > node.low) {
            u32 child = node.children[slot - 1];
            for (unsigned height = 1; height < node.height; height++) {
                child = nodes[child].children[nodes[child].high - 1];
            }
            return child;
        }
        slot = node.slot;
        parent = node.parent;
    }
    return LineNode::none;
}

/// The first chunk under a child; with height 0 the child is the chunk.
inline u32 WaitingLine::firstChunk(u32 child, unsigned height) const {
    for (; height > 0; height--) child = nodes[child].children[nodes[child].low];
    return child;
}

/// The chunk in which an entry belongs: the last that begins at it or before it, or the first of all.
inline u32 WaitingLine::chunkFor(LineEntry given, unsigned offset) const {
    const LineEntry entry = given.highest();
    const u32 head = levels[offset].head, tail = levels[offset].tail;
    if (head == tail || levels[offset].next[-1] < entry || !(entry < firstEntry(tail))) return tail;
    if (entry < firstEntry(next(head))) return head;
    u32 child = levels[offset].root;
    for (;;) {
        const LineNode& node = nodes[child];
        const unsigned height = node.height;
        unsigned low = node.low, high = node.high;
        // The last child that does not begin behind the entry is in low ..< high.
        while (high - low > 1) {
            const unsigned middle = (low + high) / 2;
            if (entry < firstEntry(firstChunk(node.children[middle], height - 1))) {
                high = middle;
            } else {
                low = middle;
            }
        }
        child = node.children[low];
        if (height == 1) return child;
    }
}

/// How many contacts of its level stand before a chunk.
inline std::size_t WaitingLine::countBeforeChunk(u32 chunk, unsigned offset) const {
    if (chunk == levels[offset].head) return 0;
    unsigned slot = chunks[chunk].slot;
    u32 parent = chunks[chunk].parent;
    u32 sum = 0;
    while (parent != LineNode::none) {
        const LineNode& node = nodes[parent];
        for (unsigned earlier = node.low; earlier < slot; earlier++) sum += node.counts[earlier];
        slot = node.slot;
        parent = node.parent;
    }
    return sum + chunks[levels[offset].head].count();
}

/// Puts a chunk behind another one of its level.
inline void WaitingLine::insertChunk(u32 chunk, u32 earlier, unsigned offset) {
    if (chunks[earlier].parent == LineNode::none) makeRoot(earlier, 0, 1, offset);
    insertChild(chunk, 0, chunks[earlier].slot + 1u, chunks[earlier].parent, offset);
    const u32 joins = levels[offset].tail == earlier ? earlier : chunk;
    if (levels[offset].tail == earlier) levels[offset].tail = chunk;
    if (!levels[offset].isEnd(joins)) countInTree(int(chunks[joins].count()), joins);
}

inline void WaitingLine::makeRoot(u32 child, u32 count, unsigned height, unsigned offset) {
    const u32 root = makeNode(height);
    place(child, count, root, 0);
    nodes[root].high = 1;
    levels[offset].root = root;
}

/// Puts a child before a slot of a node, with its count in all nodes above.
inline void WaitingLine::insertChild(u32 child, u32 count, unsigned index, u32 parent, unsigned offset) {
    if (const auto slot = openGap(index, parent)) {
        place(child, count, parent, *slot);
        return addAbove(parent, int(count));
    }
    const bool isBehind = index == nodes[parent].high;
    const u32 right = makeNode(nodes[parent].height);
    // A level grows at its end: a full node there is left full, rather than split in two that stay half empty.
    const u32 moved = isBehind ? 0 : moveUpperHalf(parent, right);
    const unsigned middle = nodes[parent].high;
    if (nodes[parent].parent == LineNode::none) {
        makeRoot(parent, nodes[parent].sum(), nodes[parent].height + 1u, offset);
    } else {
        addAbove(parent, -int(moved));
    }
    insertChild(right, moved, nodes[parent].slot + 1u, nodes[parent].parent, offset);
    if (index <= middle && !isBehind) {
        insertChild(child, count, index, parent, offset);
    } else {
        insertChild(child, count, nodes[right].low + index - middle, right, offset);
    }
}

/// Makes room for a child before a slot; none when the node counts as full.
inline std::optional<unsigned> WaitingLine::openGap(unsigned index, u32 parent) {
    const unsigned low = nodes[parent].low, high = nodes[parent].high;
    if (high < LineNode::capacity && (low == 0 || high - index <= index - low)) {
        move(index, high, 1, parent);
        nodes[parent].high++;
        return index;
    }
    if (low == 0) return std::nullopt;
    if (index == high) {
        // What was taken at the front makes room at the end, but not for one child at a time.
        if (low < LineNode::capacity / 4) return std::nullopt;
        move(low, high, -int(low), parent);
        nodes[parent].low = 0;
        nodes[parent].high = u8(high - low + 1);
        return high - low;
    }
    move(low, index, -1, parent);
    nodes[parent].low--;
    return index - 1;
}

/// Moves the children in first ..< end within their node.
inline void WaitingLine::move(unsigned first, unsigned end, int distance, u32 parent) {
    const LineNode& node = nodes[parent];
    for (unsigned step = 0; step < end - first; step++) {
        const unsigned slot = distance > 0 ? end - 1 - step : first + step;
        place(node.children[slot], node.counts[slot], parent, slot + unsigned(distance));
    }
}

inline void WaitingLine::place(u32 child, u32 count, u32 parent, unsigned slot) {
    LineNode& node = nodes[parent];
    node.children[slot] = child;
    node.counts[slot] = count;
    if (node.height == 1) {
        chunks[child].parent = parent;
        chunks[child].slot = u8(slot);
    } else {
        nodes[child].parent = parent;
        nodes[child].slot = u8(slot);
    }
}

/// How many contacts moved.
inline u32 WaitingLine::moveUpperHalf(u32 left, u32 right) {
    const unsigned high = nodes[left].high, middle = nodes[left].low + nodes[left].width() / 2;
    u32 moved = 0;
    for (unsigned slot = middle; slot < high; slot++) {
        const u32 count = nodes[left].counts[slot];
        place(nodes[left].children[slot], count, right, slot - middle);
        moved += count;
    }
    nodes[left].high = u8(middle);
    nodes[right].high = u8(high - middle);
    return moved;
}

/// A chunk that is not its level's only one has lost its last contact: it goes.
[[gnu::noinline]] inline void WaitingLine::discard(u32 index, unsigned offset) {
    if (levels[offset].head == index) {
        levels[offset].head = becomesEnd(next(index), offset);
        prefetch(next(levels[offset].head));
    }
    if (levels[offset].tail == index) {
        levels[offset].tail = becomesEnd(previous(index), offset);
        openTail(offset);
    }
    detach(chunks[index].slot, chunks[index].parent, offset);
    giveBackChunk(index);
    freeEmptyLevels();
}

/// A chunk will be the first of its level some 64 departures from now; its entries have left the cache long ago.
inline void WaitingLine::prefetch(u32 chunk) const {
    if (chunk == LineNode::none) return;
    const LineEntry* const entries = chunks[chunk].entries;
    for (unsigned slot = 0; slot < LineChunk::capacity; slot += 4) __builtin_prefetch(entries + slot);
}

inline u32 WaitingLine::becomesEnd(u32 chunk, unsigned offset) {
    if (!levels[offset].isEnd(chunk)) countInTree(-int(chunks[chunk].count()), chunk);
    return chunk;
}

/// Takes a child whose count is 0, or is in a neighbour's, out of its node.
inline void WaitingLine::detach(unsigned slot, u32 parent, unsigned offset) {
    LineNode& node = nodes[parent];
    const unsigned low = node.low, high = node.high;
    if (slot - low < high - 1 - slot) {
        move(low, slot, 1, parent);
        node.low++;
    } else {
        move(slot + 1, high, -1, parent);
        node.high--;
    }
    const unsigned width = node.width();
    const u32 above = node.parent;
    if (width == 0) {
        if (above == LineNode::none) {
            levels[offset].root = LineNode::none;
        } else {
            detach(node.slot, above, offset);
        }
        giveBackNode(parent);
    } else if (above == LineNode::none) {
        if (width == 1) lowerRoot(offset);
    } else if (width <= LineNode::mergedLimit) {
        mergeNode(parent, offset);
    }
}

/// A root with one child gives way to it.
inline void WaitingLine::lowerRoot(unsigned offset) {
    const u32 root = levels[offset].root;
    const u32 child = nodes[root].children[nodes[root].low];
    const unsigned height = nodes[root].height;
    giveBackNode(root);
    if (height == 1) {
        levels[offset].root = LineNode::none;
        chunks[child].parent = LineNode::none;
        return;
    }
    levels[offset].root = child;
    nodes[child].parent = LineNode::none;
    if (nodes[child].width() == 1) lowerRoot(offset);
}

inline void WaitingLine::mergeNode(u32 index, unsigned offset) {
    const u32 parent = nodes[index].parent;
    const unsigned slot = nodes[index].slot;
    if (slot + 1 < nodes[parent].high && mergeNodes(slot, parent, offset)) return;
    if (slot > nodes[parent].low) mergeNodes(slot - 1, parent, offset);
}

/// Makes one node of a child and the next, if they are small enough.
inline bool WaitingLine::mergeNodes(unsigned slot, u32 parent, unsigned offset) {
    LineNode& node = nodes[parent];
    const u32 left = node.children[slot], right = node.children[slot + 1];
    if (nodes[left].width() + nodes[right].width() > LineNode::mergedLimit) return false;
    absorb(right, left);
    node.counts[slot] += node.counts[slot + 1];
    detach(slot + 1, parent, offset);
    giveBackNode(right);
    return true;
}

inline void WaitingLine::absorb(u32 right, u32 left) {
    const unsigned low = nodes[left].low, high = nodes[left].high;
    move(low, high, -int(low), left);
    const LineNode& other = nodes[right];
    unsigned slot = high - low;
    for (unsigned old = other.low; old < other.high; old++) {
        place(other.children[old], other.counts[old], left, slot++);
    }
    nodes[left].low = 0;
    nodes[left].high = u8(slot);
}

// MARK: - Memory: WaitingLine+Memory.swift

/// The index of a rank's level, which has memory from now on.
inline unsigned WaitingLine::makeLevel(unsigned rank) {
    if (levelCount == 0) {
        growLevels(rank, rank + 1);
    } else if (rank < firstRank || rank >= firstRank + levelCount) {
        growLevels(std::min(rank, firstRank), std::max(rank + 1, firstRank + levelCount));
    }
    return rank - firstRank;
}

inline void WaitingLine::growLevels(unsigned begin, unsigned end) {
    LineLevel* const grown = allocate<LineLevel>(end - begin);
    std::uninitialized_fill_n(grown, end - begin, LineLevel());
    if (levelCount > 0) std::copy_n(levels, levelCount, grown + (firstRank - begin));
    std::free(levels);
    levels = grown;
    firstRank = begin;
    levelCount = end - begin;
}

/// A level that has become empty gives its chunk back, for the next one: too many keep theirs.
[[gnu::noinline]] inline void WaitingLine::giveBackEmptyLevel(unsigned offset) {
    giveBackChunk(levels[offset].head);
    levels[offset] = LineLevel();
    emptyLevels--;
    freeEmptyLevels();
}

/// When the line has shrunk, and twice as many empty levels as should keep their chunk, all give theirs back.
inline void WaitingLine::freeEmptyLevels() {
    if (emptyLevels <= 2 * std::max(emptyLevelsKept, total)) return;
    emptyLevels = 0;
    for (unsigned offset = 0; offset < levelCount; offset++) {
        LineLevel& level = levels[offset];
        if (level.count != 0 || level.head == LineNode::none) continue;
        giveBackChunk(level.head);
        level = LineLevel();
    }
}

/// Where the generations of another line begin, far from those of the last ones.
inline u32 WaitingLine::newGenerations() { return (lines.fetch_add(1, std::memory_order_relaxed) + 1) * 0x9E37'79B9; }

/// An empty chunk for a rank, above which is no node.
inline u32 WaitingLine::makeChunk(unsigned rank) {
    if (spareChunk == LineNode::none) {
        if (bareChunk == LineNode::none) growChunks(std::max(4u, chunkCapacity * 2));
        const u32 index = bareChunk;
        LineChunk& chunk = chunks[index];
        bareChunk = chunk.parent;
        chunk.entries = allocate<LineEntry>(LineChunk::capacity);
        std::memset(static_cast<void*>(chunk.entries), 0, LineChunk::capacity * sizeof(LineEntry));
        chunk.parent = spareChunk;
        spareChunk = index;
        spareCount++;
    }
    const u32 index = spareChunk;
    LineChunk& chunk = chunks[index];
    spareChunk = chunk.parent;
    spareCount--;
    chunksInUse++;
    chunk.parent = LineNode::none;
    chunk.slot = 0;
    chunk.rank = u8(rank);
    chunk.high = 0;
    invalidate(index);
    return index;
}

/// A chunk without contacts is free; every handle of it is invalid. Few blocks are kept for the next ones.
inline void WaitingLine::giveBackChunk(u32 index) {
    chunks[index].live = 0;
    invalidate(index);
    chunks[index].parent = spareChunk;
    spareChunk = index;
    spareCount++;
    chunksInUse--;
    while (spareCount > std::max(4u, chunksInUse / 8)) {
        const u32 spare = spareChunk;
        LineChunk& chunk = chunks[spare];
        spareChunk = chunk.parent;
        spareCount--;
        std::free(std::exchange(chunk.entries, nullptr));
        chunk.parent = bareChunk;
        bareChunk = spare;
    }
}

inline void WaitingLine::growChunks(u32 grownCapacity) {
    LineChunk* const grown = allocate<LineChunk>(grownCapacity);
    std::uninitialized_copy_n(chunks, chunkCapacity, grown);
    std::uninitialized_fill_n(grown + chunkCapacity, grownCapacity - chunkCapacity, LineChunk());
    // Lowest first, so that neighbours in time are neighbours in memory.
    for (u32 index = grownCapacity; index-- > chunkCapacity;) grown[index].parent = std::exchange(bareChunk, index);
    std::free(chunks);
    chunks = grown;
    chunkCapacity = grownCapacity;
}

/// A node without children, above which is no node.
inline u32 WaitingLine::makeNode(unsigned height) {
    if (freeNode == LineNode::none) growNodes(std::max(1u, nodeCapacity * 2));
    const u32 index = freeNode;
    LineNode& node = nodes[index];
    freeNode = node.parent;
    node.parent = LineNode::none;
    node.slot = node.low = node.high = 0;
    node.height = u8(height);
    return index;
}

/// A node without children is free.
inline void WaitingLine::giveBackNode(u32 index) { nodes[index].parent = std::exchange(freeNode, index); }

inline void WaitingLine::growNodes(u32 grownCapacity) {
    LineNode* const grown = allocate<LineNode>(grownCapacity);
    std::uninitialized_copy_n(nodes, nodeCapacity, grown);
    std::uninitialized_fill_n(grown + nodeCapacity, grownCapacity - nodeCapacity, LineNode());
    for (u32 index = grownCapacity; index-- > nodeCapacity;) grown[index].parent = std::exchange(freeNode, index);
    std::free(nodes);
    nodes = grown;
    nodeCapacity = grownCapacity;
}

}  // namespace equal
