// SPDX-License-Identifier: Apache-2.0
//! What cpp/measure.hpp is to the drivers in C++. The C library is asked directly: Debian's crates are few.
use std::time::Instant;

#[repr(C)]
struct Timespec {
    seconds: i64,
    nanoseconds: i64,
}

/// Of glibc 2.33 and later.
#[repr(C)]
struct Mallinfo2 {
    arena: usize,
    free_chunks: usize,
    fast_chunks: usize,
    mapped_chunks: usize,
    mapped_bytes: usize,
    unused: usize,
    fast_bytes: usize,
    used_bytes: usize,
    free_bytes: usize,
    releasable_bytes: usize,
}

extern "C" {
    fn clock_gettime(clock: i32, time: *mut Timespec) -> i32;
    fn mallinfo2() -> Mallinfo2;
    fn sysconf(name: i32) -> i64;
}

const PROCESS: i32 = 2;
const THREAD: i32 = 3;

fn cpu_seconds(clock: i32) -> f64 {
    let mut time = Timespec { seconds: 0, nanoseconds: 0 };
    // SAFETY: the call writes to nothing but `time`.
    unsafe { clock_gettime(clock, &mut time) };
    time.seconds as f64 + 1e-9 * time.nanoseconds as f64
}

pub fn thread_clock() -> f64 {
    cpu_seconds(THREAD)
}

/// The bytes that the heap has handed out.
pub fn heap_bytes() -> f64 {
    // SAFETY: the call reads the allocator's own counters.
    let heap = unsafe { mallinfo2() };
    heap.used_bytes as f64 + heap.mapped_bytes as f64
}

/// The cheapest clock there is, in ticks of its own.
#[inline(always)]
pub fn ticks() -> u64 {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: every x86-64 processor has the instruction.
    unsafe {
        core::arch::x86_64::_rdtsc()
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        let mut time = Timespec { seconds: 0, nanoseconds: 0 };
        // SAFETY: the call writes to nothing but `time`.
        unsafe { clock_gettime(1, &mut time) };
        time.seconds as u64 * 1_000_000_000 + time.nanoseconds as u64
    }
}

pub fn nanoseconds_per_tick() -> f64 {
    let begin = Instant::now();
    let from = ticks();
    while begin.elapsed().as_millis() < 50 {}
    begin.elapsed().as_nanos() as f64 / (ticks() - from) as f64
}

/// xorshift 13, 7, 17.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(1))
    }
    #[inline(always)]
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 32) * limit) >> 32
    }
}

/// Latencies in ticks: 32 steps an octave.
pub struct Latencies {
    steps: Vec<u64>,
    count: u64,
}

impl Latencies {
    pub fn new() -> Self {
        Latencies { steps: vec![0; 60 * 32], count: 0 }
    }
    #[inline(always)]
    pub fn add(&mut self, value: u64) {
        let index = if value < 32 {
            value
        } else {
            let octave = 58 - u64::from(value.leading_zeros());
            (octave + 1) * 32 + (value >> octave) - 32
        };
        self.steps[index as usize] += 1;
        self.count += 1;
    }
    pub fn add_all(&mut self, others: &Latencies) {
        for (own, other) in self.steps.iter_mut().zip(&others.steps) {
            *own += other;
        }
        self.count += others.count;
    }
    /// In ticks.
    pub fn quantile(&self, quantile: f64) -> f64 {
        let mut seen = 0;
        for (index, step) in self.steps.iter().enumerate() {
            seen += step;
            if seen as f64 > quantile * self.count as f64 {
                let octave = index as i32 / 32 - 1;
                return if index < 32 { index as f64 } else { (index % 32 + 32) as f64 * 2f64.powi(octave) };
            }
        }
        f64::NAN
    }
}

/// The CPU time this process did not take, as a share of what all cores had to give.
pub struct OtherCpu {
    begin: Instant,
    others: f64,
}

impl OtherCpu {
    pub fn new() -> Self {
        OtherCpu { begin: Instant::now(), others: busy() - cpu_seconds(PROCESS) }
    }
    pub fn share(&self) -> f64 {
        let capacity = self.begin.elapsed().as_secs_f64() * setting(84); // _SC_NPROCESSORS_ONLN
        ((busy() - cpu_seconds(PROCESS) - self.others) / capacity).clamp(0.0, 1.0)
    }
}

fn setting(name: i32) -> f64 {
    // SAFETY: the call only answers.
    unsafe { sysconf(name) as f64 }
}

/// All but idle and waiting for a disk, in seconds.
fn busy() -> f64 {
    let stat = std::fs::read_to_string("/proc/stat").expect("/proc/stat");
    let words: Vec<f64> = stat.lines().next().unwrap_or("").split_whitespace().flat_map(str::parse).collect();
    [0, 1, 2, 5, 6, 7].iter().map(|&index| words[index]).sum::<f64>() / setting(2) // _SC_CLK_TCK
}
