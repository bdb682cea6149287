// SPDX-License-Identifier: Apache-2.0
// The workloads by name, and the command line of a driver.
#pragma once
#include <span>

#include "measure.hpp"

namespace peers {

enum class Role { alone, producer, consumer };

enum class Kind { hold, threads, cancel, putBack, life };

struct Workload {
    std::string_view name;
    Kind kind;
    unsigned levels;
    long waiting;      // entries that wait beforehand
    long work;         // pairs, items, entries or lives of one episode
    int threads = 0;   // producers, and as many consumers
    double least = 1;  // episodes follow each other for at least so many seconds
};

constexpr Workload workloads[] = {
    {"hold-1k-8", Kind::hold, 8, 1'000, 2'000'000},
    {"hold-1k-256", Kind::hold, 256, 1'000, 2'000'000},
    {"hold-100k-8", Kind::hold, 8, 100'000, 2'000'000},
    {"hold-100k-256", Kind::hold, 256, 100'000, 2'000'000},
    {"hold-1m-8", Kind::hold, 8, 1'000'000, 2'000'000},
    {"hold-1m-256", Kind::hold, 256, 1'000'000, 2'000'000},
    {"1p1c-256", Kind::threads, 256, 10'000, 2'000'000, 1},
    {"2p2c-256", Kind::threads, 256, 10'000, 2'000'000, 2},
    {"cancel", Kind::cancel, 256, 1'000'000, 250'000},
    {"put-back", Kind::putBack, 256, 1'000'000, 250'000},
    {"life", Kind::life, 8, 100'000, 500'000},
};

/// The level is in the id, so that who pops can see what it should have been.
constexpr u64 identity(u64 producer, u64 level, u64 number) { return producer << 56 | level << 48 | number; }

/// A peer's name on the command line, and what runs a workload on it.
struct Peer {
    std::string_view name;
    void (*run)(const Workload&, long scale);
};

/// DRIVER PEER WORKLOAD SCALE: one line of JSON on stdout. Exit codes: 0, 1 when a run was wrong, 64 for bad usage.
inline int driver(std::span<const Peer> peers, int count, char** words) {
    const long scale = count == 4 ? std::atol(words[3]) : 0;
    if (scale >= 1) {
        for (const Peer& peer : peers) {
            for (const Workload& workload : workloads) {
                if (peer.name != words[1] || workload.name != words[2]) continue;
                peer.run(workload, scale);
                return 0;
            }
        }
    }
    std::fprintf(stderr, "usage: %s PEER WORKLOAD SCALE\n", words[0]);
    return 64;
}

}  // namespace peers
