// SPDX-License-Identifier: Apache-2.0
// What Linux offers and Glibc's Swift overlay cannot show: variadic system calls and a processor hint.
#pragma once
#include <linux/futex.h>
#include <malloc.h>
#include <sched.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/// Sleeps while *word == expected, at most until the given time of CLOCK_MONOTONIC.
/// Returns 0 or -1 as the system call does; a return of 0 may be spurious.
static inline long clinux_futex_wait_until(uint32_t *word, uint32_t expected, uint64_t deadline_ns) {
    // WAIT_BITSET takes an absolute time, so a wait that is begun again needs no sum of what is left.
    const struct timespec deadline = {
        .tv_sec = (time_t)(deadline_ns / 1000000000u),
        .tv_nsec = (long)(deadline_ns % 1000000000u),
    };
    return syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, expected, &deadline, (void *)0,
                   FUTEX_BITSET_MATCH_ANY);
}

/// Wakes at most `count` threads that sleep on the word.
static inline long clinux_futex_wake(uint32_t *word, int count) {
    return syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, (void *)0, (void *)0, 0);
}

/// Nanoseconds of CLOCK_MONOTONIC.
static inline uint64_t clinux_monotonic_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/// Tells the processor that this is a spin loop.
static inline void clinux_spin_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ __volatile__("yield");
#endif
}

/// Asks for the cache line of an address, to be read soon; any address will do.
static inline void clinux_prefetch(const void *address) { __builtin_prefetch(address); }

/// The cheapest clock there is, in ticks of its own.
static inline uint64_t clinux_ticks(void) {
#if defined(__x86_64__)
    return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
    uint64_t ticks;
    __asm__ __volatile__("mrs %0, cntvct_el0" : "=r"(ticks));
    return ticks;
#else
    return clinux_monotonic_ns();
#endif
}

/// The bytes that the heap has handed out.
static inline uint64_t clinux_heap_bytes(void) {
    const struct mallinfo2 heap = mallinfo2();
    return heap.uordblks + heap.hblkhd;
}
