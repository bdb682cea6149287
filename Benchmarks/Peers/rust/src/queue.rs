// SPDX-License-Identifier: Apache-2.0
//! crossbeam's SegQueue, one a level, and a bitmap: what LeveledQueue in cpp/queues.hpp is.
use crossbeam_queue::SegQueue;
use std::sync::atomic::{fence, AtomicU64, Ordering::SeqCst};

#[repr(align(128))]
struct Word(AtomicU64);

pub struct LeveledQueue {
    bits: Vec<Word>,
    queues: Vec<SegQueue<u64>>,
}

impl LeveledQueue {
    pub fn new(levels: usize) -> Self {
        LeveledQueue {
            bits: (0..(levels + 63) / 64).map(|_| Word(AtomicU64::new(0))).collect(),
            queues: (0..levels).map(|_| SegQueue::new()).collect(),
        }
    }

    #[inline]
    pub fn push(&self, level: usize, id: u64) {
        self.queues[level].push(id);
        // The entry is in before the bit is read; a pop clears the bit before it looks again. So one sees the other.
        fence(SeqCst);
        let word = &self.bits[level / 64].0;
        let bit = 1 << (level % 64);
        if word.load(SeqCst) & bit == 0 {
            word.fetch_or(bit, SeqCst);
        }
    }

    #[inline]
    pub fn pop(&self) -> Option<u64> {
        'again: loop {
            for (index, word) in self.bits.iter().enumerate() {
                let bits = word.0.load(SeqCst);
                if bits == 0 {
                    continue;
                }
                let place = bits.trailing_zeros() as usize;
                let queue = &self.queues[index * 64 + place];
                if let Some(id) = queue.pop() {
                    return Some(id);
                }
                word.0.fetch_and(!(1 << place), SeqCst);
                if let Some(id) = queue.pop() {
                    word.0.fetch_or(1 << place, SeqCst);
                    return Some(id);
                }
                continue 'again;
            }
            return None;
        }
    }
}
