// SPDX-License-Identifier: Apache-2.0
// What a driver measures with: clocks, latencies, the CPU time others took, the heap; and the one line it prints.
#pragma once
#include <malloc.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace peers {

using u64 = std::uint64_t;

/// A wrong run has no figures: it says what was wrong and ends.
[[noreturn]] inline void fail(const std::string& what) {
    std::fprintf(stderr, "error: %s\n", what.c_str());
    std::_Exit(1);
}

inline double seconds(clockid_t clock) {
    timespec now;
    clock_gettime(clock, &now);
    return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}
inline double wallClock() { return seconds(CLOCK_MONOTONIC); }
inline double threadClock() { return seconds(CLOCK_THREAD_CPUTIME_ID); }

/// The cheapest clock there is, in ticks of its own.
inline u64 ticks() {
#if defined(__x86_64__)
    return __rdtsc();
#else
    return u64(wallClock() * 1e9);
#endif
}

inline double nanosecondsPerTick() {
    static const double rate = [] {
        const double begin = wallClock();
        const u64 from = ticks();
        while (wallClock() - begin < 0.05) {
        }
        return (wallClock() - begin) * 1e9 / double(ticks() - from);
    }();
    return rate;
}

/// Waiting for another thread: politely, because there may be fewer cores than threads.
class Backoff {
  public:
    void wait() {
        if (++tries < 16) {
#if defined(__x86_64__)
            _mm_pause();
#endif
        } else {
            reset();
            sched_yield();
        }
    }
    void reset() { tries = 0; }

  private:
    int tries = 0;
};

/// The same draws in every language: xorshift 13, 7, 17.
class Random {
  public:
    explicit Random(u64 seed) : state(seed * 0x9E3779B97F4A7C15 + 1) {}
    u64 next() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return state;
    }
    /// 0 ..< limit.
    u64 below(u64 limit) { return (next() >> 32) * limit >> 32; }

  private:
    u64 state;
};

/// Latencies in ticks: 32 steps an octave, so within 3 % of the truth.
class Latencies {
  public:
    void add(u64 value) {
        steps[index(value)]++;
        count++;
    }
    void add(const Latencies& others) {
        for (std::size_t i = 0; i < steps.size(); i++) steps[i] += others.steps[i];
        count += others.count;
    }
    /// NaN when nothing was measured.
    double nanoseconds(double quantile) const {
        u64 seen = 0;
        for (std::size_t i = 0; i < steps.size(); i++) {
            seen += steps[i];
            if (count > 0 && double(seen) > quantile * double(count)) return lower(i) * nanosecondsPerTick();
        }
        return NAN;
    }

  private:
    static std::size_t index(u64 value) {
        if (value < 32) return value;
        const int octave = std::bit_width(value) - 6;
        return std::size_t(octave + 1) * 32 + (value >> octave) - 32;
    }
    static double lower(std::size_t index) {
        if (index < 32) return double(index);
        return std::ldexp(double(index % 32 + 32), int(index / 32) - 1);
    }
    std::array<u64, 60 * 32> steps{};
    u64 count = 0;
};

/// The CPU time that neither this process nor its server took, as a share of what all cores had to give.
///
/// On a busy machine two threads share one core, never meet, and a contended queue looks faster than it is.
class OtherCpu {
  public:
    OtherCpu() {
        // The runner names the processes of the peer's server here.
        const char* named = std::getenv("PEER_SERVER_PIDS");
        std::istringstream list(named ? named : "");
        for (int process; list >> process;) {
            clockid_t clock;
            if (clock_getcpuclockid(process, &clock) != 0) fail("no server with the process id in PEER_SERVER_PIDS");
            own.push_back(clock);
        }
        begin = wallClock();
        others = busy() - taken();
    }
    double share() const {
        const double capacity = (wallClock() - begin) * double(sysconf(_SC_NPROCESSORS_ONLN));
        return std::clamp((busy() - taken() - others) / capacity, 0.0, 1.0);
    }

  private:
    double taken() const {
        double sum = 0;
        for (const clockid_t clock : own) sum += seconds(clock);
        return sum;
    }
    /// All but idle and waiting for a disk; what the hypervisor took away counts as others'.
    static double busy() {
        long user = 0, nice = 0, system = 0, idle = 0, disk = 0, irq = 0, soft = 0, steal = 0;
        std::FILE* file = std::fopen("/proc/stat", "r");
        if (!file) fail("no /proc/stat here");
        const int read = std::fscanf(
            file, "cpu %ld %ld %ld %ld %ld %ld %ld %ld", &user, &nice, &system, &idle, &disk, &irq, &soft, &steal);
        std::fclose(file);
        if (read != 8) fail("/proc/stat has another form");
        return double(user + nice + system + irq + soft + steal) / double(sysconf(_SC_CLK_TCK));
    }
    std::vector<clockid_t> own{CLOCK_PROCESS_CPUTIME_ID};
    double begin, others;
};

/// The bytes that the heap has handed out.
inline double heapBytes() {
    const struct mallinfo2 heap = mallinfo2();
    return double(heap.uordblks) + double(heap.hblkhd);
}

/// What one run of a workload measured; NaN where it does not apply.
struct Result {
    double operations = 0;  // timed ones
    double time = 0;        // what they took, in seconds
    Latencies latencies;
    double bytesPerItem = NAN;
    double otherCpuShare = NAN;

    void print(std::string_view workload) const {
        std::printf("{\"workload\": \"%.*s\"", int(workload.size()), workload.data());
        field("opsPerSecond", operations / time);
        field("p50Ns", latencies.nanoseconds(0.5));
        field("p99Ns", latencies.nanoseconds(0.99));
        field("p999Ns", latencies.nanoseconds(0.999));
        field("bytesPerItem", bytesPerItem);
        field("otherCpuShare", otherCpuShare);
        std::printf("}\n");
    }

  private:
    static void field(const char* name, double value) {
        if (std::isnan(value)) {
            std::printf(", \"%s\": null", name);
        } else {
            std::printf(", \"%s\": %.6g", name, value);
        }
    }
};

}  // namespace peers
