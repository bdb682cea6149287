// SPDX-License-Identifier: Apache-2.0
//! Producers and consumers on one queue, all started at once; what they take out is checked as they go.
use crate::measure::{ticks, Latencies, Random};
use crate::queue::LeveledQueue;
use crate::{fail, identity, Workload};
use std::hint::spin_loop;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::Barrier;
use std::thread;
use std::time::Instant;

/// Producers stay at most so far ahead of the consumers, so that no queue grows without end.
const BACKLOG_MAX: i64 = 32_768;
/// The producer of what waits beforehand. Its order is not checked: another thread pushed it.
const BEFOREHAND: u64 = 255;

/// A counter that one thread writes and the others read now and then.
#[repr(align(128))]
struct Counter(AtomicI64);

impl Counter {
    fn many(count: usize) -> Vec<Counter> {
        (0..count).map(|_| Counter(AtomicI64::new(0))).collect()
    }
    fn say(&self, count: i64) {
        self.0.store(count, Relaxed);
    }
    fn sum(counters: &[Counter]) -> i64 {
        counters.iter().map(|counter| counter.0.load(Relaxed)).sum()
    }
}

/// Waiting for another thread: politely, because there may be fewer cores than threads.
fn back_off(tries: &mut u32) {
    *tries += 1;
    if *tries % 16 == 0 {
        thread::yield_now()
    } else {
        spin_loop()
    }
}

pub struct Crew<'a> {
    workload: &'a Workload,
    sampled: bool,
    queue: LeveledQueue,
    pushed: Vec<Counter>,
    popped: Vec<Counter>,
    pushed_ids: AtomicU64,
    popped_ids: AtomicU64,
    start: Barrier,
}

impl<'a> Crew<'a> {
    pub fn new(workload: &'a Workload, sampled: bool) -> Self {
        let queue = LeveledQueue::new(workload.levels as usize);
        let mut random = Random::new(1);
        let mut ids = 0u64;
        for number in 0..workload.waiting {
            let level = random.below(workload.levels);
            let id = identity(BEFOREHAND, level, number);
            queue.push(level as usize, id);
            ids = ids.wrapping_add(id);
        }
        Crew {
            workload,
            sampled,
            queue,
            pushed: Counter::many(workload.threads),
            popped: Counter::many(workload.threads),
            pushed_ids: AtomicU64::new(ids),
            popped_ids: AtomicU64::new(0),
            start: Barrier::new(2 * workload.threads + 1),
        }
    }

    fn each(&self) -> u64 {
        self.workload.work / self.workload.threads as u64
    }

    /// How many entries go through the queue.
    pub fn total(&self) -> i64 {
        (self.each() * self.workload.threads as u64 + self.workload.waiting) as i64
    }

    /// Pushes and pops everything: the seconds it took.
    pub fn run(&self, latencies: &mut Latencies) -> f64 {
        let took = thread::scope(|threads| {
            let mut producers = vec![];
            let mut consumers = vec![];
            for own in 0..self.workload.threads {
                producers.push(threads.spawn(move || self.produce(own)));
                consumers.push(threads.spawn(move || self.consume(own)));
            }
            self.start.wait();
            let begin = Instant::now();
            for producer in producers {
                latencies.add_all(&producer.join().unwrap_or_else(|_| fail("a producer ended early")));
            }
            for consumer in consumers {
                consumer.join().unwrap_or_else(|_| fail("a consumer ended early"));
            }
            begin.elapsed().as_secs_f64()
        });
        let is_whole = self.pushed_ids.load(Relaxed) == self.popped_ids.load(Relaxed);
        if !is_whole || Counter::sum(&self.popped) != self.total() {
            fail("entries were lost or doubled between threads");
        }
        took
    }

    fn produce(&self, own: usize) -> Latencies {
        let mut latencies = Latencies::new();
        let mut random = Random::new(11 + own as u64);
        let mut ids = 0u64;
        let each = self.each();
        self.start.wait();
        for number in 0..each {
            if number % 64 == 0 {
                self.await_consumers(own, number as i64);
            }
            let level = random.below(self.workload.levels);
            let id = identity(own as u64, level, number);
            ids = ids.wrapping_add(id);
            if self.sampled && number % 16 == 0 {
                let from = ticks();
                self.queue.push(level as usize, id);
                latencies.add(ticks() - from);
            } else {
                self.queue.push(level as usize, id);
            }
        }
        self.pushed[own].say(each as i64);
        self.pushed_ids.fetch_add(ids, Relaxed);
        latencies
    }

    fn await_consumers(&self, own: usize, so_far: i64) {
        self.pushed[own].say(so_far);
        // Others may each be 64 further than they said.
        let ahead_max = BACKLOG_MAX - self.workload.waiting as i64 - 64 * self.workload.threads as i64;
        let mut tries = 0;
        while Counter::sum(&self.pushed) - Counter::sum(&self.popped) >= ahead_max {
            back_off(&mut tries);
        }
    }

    fn consume(&self, own: usize) {
        // By producer and level, the number after the one seen last: numbers only rise.
        let mut next = vec![0; self.workload.threads * self.workload.levels as usize];
        let (mut ids, mut count, mut tries) = (0u64, 0, 0);
        let total = self.total();
        self.start.wait();
        loop {
            let id = match self.queue.pop() {
                Some(id) => id,
                None => {
                    self.popped[own].say(count);
                    if Counter::sum(&self.popped) >= total {
                        break;
                    }
                    back_off(&mut tries);
                    continue;
                }
            };
            tries = 0;
            ids = ids.wrapping_add(id);
            count += 1;
            if count % 32 == 0 {
                self.popped[own].say(count);
            }
            let (producer, level, number) = (id >> 56, id >> 48 & 255, id & 0xFFFF_FFFF_FFFF);
            if producer == BEFOREHAND {
                continue;
            }
            let expected = &mut next[(producer * self.workload.levels + level) as usize];
            if number < *expected {
                fail("of one producer and level, a later entry came before an earlier one");
            }
            *expected = number + 1;
        }
        self.popped_ids.fetch_add(ids, Relaxed);
    }
}
