// SPDX-License-Identifier: Apache-2.0
//! The peer in Rust, with the workloads of cpp/harness.hpp: the same draws, the same work, the same checks.
mod crew;
mod measure;
mod queue;

use crew::Crew;
use measure::{heap_bytes, thread_clock, ticks, Latencies, OtherCpu, Random};
use queue::LeveledQueue;
use std::collections::BTreeSet;
use std::time::Instant;

fn fail(what: &str) -> ! {
    eprintln!("error: {what}");
    std::process::exit(1)
}

fn identity(producer: u64, level: u64, number: u64) -> u64 {
    producer << 56 | level << 48 | number
}

pub struct Workload {
    levels: u64,
    waiting: u64,
    work: u64,
    threads: usize,
}

struct Measured {
    operations: f64,
    time: f64,
    latencies: Latencies,
    bytes_per_item: Option<f64>,
}

fn hold(workload: &Workload, sampled: bool, measured: &mut Measured) {
    let before = heap_bytes();
    let queue = LeveledQueue::new(workload.levels as usize);
    let mut random = Random::new(1);
    let (mut number, mut sum) = (0, 0u64);
    while number < workload.waiting {
        let level = random.below(workload.levels);
        let id = identity(0, level, number);
        queue.push(level as usize, id);
        sum = sum.wrapping_add(id);
        number += 1;
    }
    measured.bytes_per_item = Some((heap_bytes() - before) / workload.waiting as f64);

    let mut pair = |level: u64| {
        let popped = queue.pop().unwrap_or_else(|| fail("a queue that holds entries said that nobody waits"));
        let id = identity(0, level, number);
        queue.push(level as usize, id);
        number += 1;
        sum = sum.wrapping_add(id).wrapping_sub(popped);
    };
    if sampled {
        for turn in 0..workload.work {
            let level = random.below(workload.levels);
            if turn % 16 == 0 {
                let from = ticks();
                pair(level);
                measured.latencies.add(ticks() - from);
            } else {
                pair(level);
            }
        }
        drain(&queue, workload.waiting, sum);
    } else {
        let begin = thread_clock();
        for _ in 0..workload.work {
            pair(random.below(workload.levels));
        }
        measured.time += thread_clock() - begin;
        measured.operations += 2.0 * workload.work as f64;
    }
}

fn threads(workload: &Workload, sampled: bool, measured: &mut Measured) {
    let crew = Crew::new(workload, sampled);
    let took = crew.run(&mut measured.latencies);
    if !sampled {
        measured.time += took;
        measured.operations += 2.0 * crew.total() as f64;
    }
}

/// Pops what is left and looks that it is all there and in order.
fn drain(queue: &LeveledQueue, mut expected: u64, mut sum: u64) {
    let mut last = 0;
    while let Some(id) = queue.pop() {
        if id < last || expected == 0 {
            fail("entries came out of order, or twice");
        }
        last = id;
        sum = sum.wrapping_sub(id);
        expected -= 1;
    }
    if expected != 0 || sum != 0 {
        fail("entries were lost or doubled");
    }
}

/// Random operations beside a sorted set.
fn compare_with_model() {
    let queue = LeveledQueue::new(256);
    let mut model = BTreeSet::new();
    let mut random = Random::new(99);
    for step in 0..20_000 {
        if random.below(10) < 6 {
            let level = random.below(256);
            queue.push(level as usize, identity(0, level, step));
            model.insert(identity(0, level, step));
        } else {
            expect_first(&queue, &mut model);
        }
    }
    while expect_first(&queue, &mut model) {}
}

fn expect_first(queue: &LeveledQueue, model: &mut BTreeSet<u64>) -> bool {
    let first = model.iter().next().copied();
    if queue.pop() != first {
        fail("the queue and its model differ");
    }
    first.map_or(false, |id| model.remove(&id))
}

fn run(name: &str, workload: &Workload, scale: u64) {
    compare_with_model();
    let episode = if workload.threads > 0 { threads } else { hold };
    let mut measured = Measured { operations: 0.0, time: 0.0, latencies: Latencies::new(), bytes_per_item: None };
    let rate = measure::nanoseconds_per_tick();
    let others = OtherCpu::new();
    let begin = Instant::now();
    loop {
        episode(workload, false, &mut measured);
        if begin.elapsed().as_secs_f64() >= 1.0 / scale as f64 {
            break;
        }
    }
    episode(workload, true, &mut measured);
    let share = others.share();
    let latency = |quantile| measured.latencies.quantile(quantile) * rate;
    println!(
        "{{\"workload\": \"{name}\", \"opsPerSecond\": {:.1}, \"p50Ns\": {:.1}, \"p99Ns\": {:.1}, \"p999Ns\": {:.1}, \
         \"bytesPerItem\": {}, \"otherCpuShare\": {share:.6}}}",
        measured.operations / measured.time,
        latency(0.5),
        latency(0.99),
        latency(0.999),
        measured.bytes_per_item.map_or("null".to_string(), |bytes| format!("{bytes:.1}")),
    );
}

/// peers-rust crossbeam WORKLOAD SCALE: one line of JSON. Exit codes: 0, 1 when a run was wrong, 64 for bad usage.
fn main() {
    let words: Vec<String> = std::env::args().collect();
    let scale = words.get(3).and_then(|word| word.parse().ok()).unwrap_or(0);
    if words.len() != 4 || words[1] != "crossbeam" || scale < 1 {
        usage();
    }
    let (waiting, levels, threads) = match words[2].as_str() {
        "hold-1k-8" => (1_000, 8, 0),
        "hold-1k-256" => (1_000, 256, 0),
        "hold-100k-8" => (100_000, 8, 0),
        "hold-100k-256" => (100_000, 256, 0),
        "hold-1m-8" => (1_000_000, 8, 0),
        "hold-1m-256" => (1_000_000, 256, 0),
        "1p1c-256" => (10_000, 256, 1),
        "2p2c-256" => (10_000, 256, 2),
        "cancel" | "put-back" | "life" => {
            let reason = "an entry inside a queue cannot be reached, and entries join at its end only";
            println!("{{\"workload\": \"{}\", \"unsupported\": \"{reason}\"}}", words[2]);
            return;
        }
        _ => usage(),
    };
    let shrunk = |count: u64| (count / scale).max(20);
    let workload = Workload { levels, waiting: shrunk(waiting), work: shrunk(2_000_000), threads };
    run(&words[2], &workload, scale);
}

fn usage() -> ! {
    eprintln!("usage: peers-rust crossbeam WORKLOAD SCALE");
    std::process::exit(64)
}
