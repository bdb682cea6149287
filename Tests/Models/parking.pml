/* SPDX-License-Identifier: Apache-2.0 */
/* How the consumer of an inbox goes to sleep and is woken, as `Parker` and `Inbox` in QueueCore do it: two
   producers, each of which makes its lane and pushes to it while the consumer runs, and a futex.

   Each thread has a store buffer: its stores reach memory later, in their order, while it already loads. Their order,
   because each store of a producer releases, or stands before one that does; the consumer stores but one word. This is
   x86, and with it what ARM allows to these instructions: the consumer's exchange is relaxed, so here its store is
   buffered too, though on x86 it would be a fence by itself. The fence waits until the thread's buffer is empty.

   A lane's elements are only counted (ring.pml has the ring) and it is never full: a push that fails wakes nobody. No
   sleep ends by time, for that would hide what is sought; one may end for no reason, as a timeout or a signal would.

   What must hold: the consumer never sleeps for ever while a lane has an element (an invalid end state); when `wait`
   says there is something `drain` gets something; a lane is made once, and before it counts; `park` finds itself awake.
   Rules that can be taken away: -DNO_FENCE_CONSUMER -DNO_FENCE_PRODUCER -DNO_LOOK_AFTER_ANNOUNCING
   -DLANES_COUNTED_BEFORE -DLOOK_AT_CACHED_TAIL -DWAKE_BEFORE_CHANGING -DSLEEP_WITHOUT_COMPARING -DNO_AWAKE_AFTER_SLEEP
   -DCOUNT_BEFORE_LANE -DMAKE_WITHOUT_LOCK */
#ifndef PUSHES
#define PUSHES 2                        /* elements a producer pushes at most, in one batch or one by one */
#endif
#ifndef BUDGET
#define BUDGET 1                        /* of a lane in a drain */
#endif
#ifndef SURPRISES
#define SURPRISES 1                     /* sleeps that end for no reason */
#endif
#define AWAKE 0
#define PARKED 1

#define STATE 0                         /* addresses: the parker's word, */
#define COUNT 1                         /* how many lanes there are, */
#define LOCK 2                          /* the lock of `makeLane`, */
#define LANE 3                          /* whether each lane is made, */
#define TAIL 5                          /* and how much was ever pushed to it */
byte memory[7];
#define CONSUMER 2
chan buffer[3] = [5] of { byte, byte }; /* stores under way: an address and a value */
#define STORE(t, a, v) buffer[t]!a, v
#define FENCE(t) empty(buffer[t])

byte ended;                             /* producers that have nothing more to push */
bool sleeps;                            /* the consumer, in the kernel */

proctype producer(byte me) { byte lane, pushed, count;
#ifndef MAKE_WITHOUT_LOCK
  atomic { memory[LOCK] == 0 -> memory[LOCK] = 1 }
#endif
  lane = memory[COUNT];
#ifdef COUNT_BEFORE_LANE
  atomic { STORE(me, COUNT, lane + 1); STORE(me, LANE + lane, 1); STORE(me, LOCK, 0) }
#else
  atomic { STORE(me, LANE + lane, 1); STORE(me, COUNT, lane + 1); STORE(me, LOCK, 0) }
#endif
  do
  :: atomic { pushed < PUSHES -> select(count : 1 .. PUSHES - pushed);
       pushed = pushed + count; count = 0; STORE(me, TAIL + lane, pushed) }               /* P1 */
#ifndef NO_FENCE_PRODUCER
     FENCE(me);                                                                           /* P2 */
#endif
     if
     :: memory[STATE] == PARKED ->                                                        /* P3 */
#ifdef WAKE_BEFORE_CHANGING
          atomic { FENCE(me) -> sleeps = false };
          atomic { if :: memory[STATE] == PARKED -> memory[STATE] = AWAKE :: else fi }
#else
          atomic { if :: memory[STATE] == PARKED -> memory[STATE] = AWAKE :: else -> goto served fi };
          atomic { FENCE(me) -> sleeps = false };                             /* the kernel wakes it, and fences */
served:   skip
#endif
     :: else
     fi
  :: break
  od;
  ended++ }

/* Looks at every lane; `lanes` is how many there are, `newest` how much was pushed to one. The consumer alone moves the
   heads, so they need no memory. */
inline look(lanes, newest) {
  limit = lanes;
  do
  :: atomic { lane < limit && !ready -> assert(memory[LANE + lane]); ready = (newest != head[lane]); lane++ }
  :: else -> break
  od; lane = 0 }

#ifdef LANES_COUNTED_BEFORE
#define LANES limit
#else
#define LANES memory[COUNT]
#endif
#ifdef LOOK_AT_CACHED_TAIL
#define NEWEST cached[lane]
#else
#define NEWEST memory[TAIL + lane]
#endif
#define NOTHING_COMES (ended == 2 && empty(buffer[0]) && empty(buffer[1]) && \
                       memory[TAIL] == head[0] && memory[TAIL + 1] == head[1])

proctype consumer() { byte head[2], cached[2], limit, lane, first, round, surprises; bool ready, any;
wait:
  look(memory[COUNT], memory[TAIL + lane]);                       /* as often as it spins: more looks show no more */
  if :: ready -> goto drain :: else fi;
park:
  atomic { FENCE(CONSUMER) -> assert(memory[STATE] == AWAKE);     /* C1: an exchange, behind its word's older stores */
    STORE(CONSUMER, STATE, PARKED) }
#ifndef NO_FENCE_CONSUMER
  FENCE(CONSUMER);                                                                        /* C2 */
#endif
#ifndef NO_LOOK_AFTER_ANNOUNCING
  look(LANES, NEWEST);                                                                    /* C3 */
  if :: ready -> STORE(CONSUMER, STATE, AWAKE); goto drain :: else fi;
#endif
#ifdef SLEEP_WITHOUT_COMPARING
  atomic { FENCE(CONSUMER) -> sleeps = true };
#else
  atomic { FENCE(CONSUMER) -> sleeps = (memory[STATE] == PARKED) };                       /* the kernel fences too */
#endif
  if
  :: !sleeps
  :: atomic { sleeps && surprises < SURPRISES -> surprises++; sleeps = false }
  :: atomic { sleeps && NOTHING_COMES -> goto done }                                      /* it may sleep on */
  fi;
#ifndef NO_AWAKE_AFTER_SLEEP
  STORE(CONSUMER, STATE, AWAKE);
#endif
  look(memory[COUNT], memory[TAIL + lane]);
  if :: ready -> skip :: else -> goto park fi;
drain:
  atomic { ready = false; limit = memory[COUNT]; lane = (first < limit -> first : 0); first = lane + 1 };
  do
  :: atomic { round < limit -> assert(memory[LANE + lane]);                               /* popBatch */
       if :: cached[lane] - head[lane] < BUDGET -> cached[lane] = memory[TAIL + lane] :: else fi;
       if :: cached[lane] > head[lane] -> any = true :: else fi;
       head[lane] = (cached[lane] - head[lane] < BUDGET -> cached[lane] : head[lane] + BUDGET);
       lane = (lane + 1 < limit -> lane + 1 : 0); round++ }
  :: else -> break
  od;
  atomic { assert(any); any = false; lane = 0; round = 0; limit = 0; goto wait };
done: }

proctype storeBuffers() { byte a, v;
end:
  do
  :: atomic { buffer[0]?a, v -> assert(a < LANE || a >= TAIL || !memory[a]); memory[a] = v; a = 0; v = 0 }
  :: atomic { buffer[1]?a, v -> assert(a < LANE || a >= TAIL || !memory[a]); memory[a] = v; a = 0; v = 0 }
  :: atomic { buffer[2]?a, v -> memory[a] = v; a = 0; v = 0 }
  od }

init { atomic { run producer(0); run producer(1); run consumer(); run storeBuffers() } }
