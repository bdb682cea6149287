/* SPDX-License-Identifier: Apache-2.0 */
/* The ring from one thread to one thread, as `SPSCRing` is, with the cached copies of the other
   side's index and with batches. `tryPush` is a batch of one and `tryPop` at most one, so they are not written out.

   Memory is weak here. A side puts its accesses of slots and the store of its index into a buffer of its own and goes
   on; memory takes them out at any later time and in any order, save that a store that releases waits for all that
   stand before it. So a slot may be written, or read, long after the call that did it. A load that acquires is made at
   once, and what follows it stands behind it.

   Indices wrap at twice the capacity. The code lets them count up to 2^64; the subtraction and the mask are the same.
   Both sides run for ever, and the search is exhaustive for the capacity: no bound on how many elements pass.

   What must hold: each read finds the next element, once; a slot is written only when it was read; the ring never holds
   more than its capacity, nor less than nothing; and the two never both wait (a call that would do nothing waits here).
   Rules that can be taken away: -DPUBLISH_BEFORE_WRITE -DRELAXED_TAIL_STORE -DRETURN_BEFORE_READ -DRELAXED_HEAD_STORE
   -DRELAXED_TAIL_LOAD -DROOM_FOR_ONE_MORE -DBATCH_PAST_ROOM -DBATCH_PAST_TAIL -DSTALE_HEAD -DSTALE_TAIL
   Not here: a relaxed load of `head`. What would go wrong is a slot written before the load that allows it, and no
   processor stores on a guess; the acquire is for the compiler. Nor are `count` and `isEmpty` (parking.pml has it). */
#ifndef CAP
#define CAP 2                           /* capacity, a power of two */
#endif
#define WRAP(x) ((x) & (2 * CAP - 1))
#define SLOT(x) ((x) & (CAP - 1))
#define INDEX CAP                       /* in a buffer: not a slot, but the side's own index */
#define NEXT(v) ((v) % (CAP + 1) + 1)   /* elements are numbered; that many numbers tell those in the ring apart */
#define MIN(a, b) ((a) < (b) -> (a) : (b))

byte head, tail;                        /* as the other side sees them */
byte slot[CAP];                         /* an element, or 0 when it was read: in truth it then just stays */
/* Room for all that can be under way: an element or index more would be past the other side's index. */
chan writes = [2 * CAP] of { byte, byte };   /* the producer's: a slot and its element, or the new tail */
chan reads = [2 * CAP] of { byte, byte };    /* the consumer's: a slot and the element due, or the new head */

#ifdef STALE_HEAD
#define HEAD_HAS_MOVED false            /* taken away: a full ring is looked at again */
#else
#define HEAD_HAS_MOVED (head != cached)
#endif
#ifdef STALE_TAIL
#define TAIL_HAS_MOVED false            /* taken away: an empty ring is looked at again */
#else
#define TAIL_HAS_MOVED (tail != cached)
#endif
#ifdef ROOM_FOR_ONE_MORE
#define ROOM (CAP + 1 - WRAP(index - cached))
#else
#define ROOM (CAP - WRAP(index - cached))
#endif
#define WAITING WRAP(cached - index)

proctype producer() { byte index, cached, element = 1, count, n;
  do
  :: atomic { ROOM > 0 || HEAD_HAS_MOVED -> select(count : 1 .. CAP + 1);
       if :: ROOM < count && HEAD_HAS_MOVED -> cached = head :: else fi;
#ifdef BATCH_PAST_ROOM
       if :: ROOM == 0 -> count = 0 :: else fi;
#else
       count = MIN(ROOM, count);
#endif
#ifdef PUBLISH_BEFORE_WRITE
       writes!INDEX, WRAP(index + count);
#endif
       for (n : 1 .. count) { writes!SLOT(index + n - 1), element; element = NEXT(element) }
       index = WRAP(index + count);
#ifndef PUBLISH_BEFORE_WRITE
       writes!INDEX, index;
#endif
       count = 0; n = 0 }
  od }

proctype consumer() { byte index, cached, element = 1, count, n, early;
  do
#ifdef RELAXED_TAIL_LOAD
  :: early = slot[SLOT(index)];         /* the first slot is read before the tail is */
     atomic { WAITING > 0 || TAIL_HAS_MOVED -> select(count : 1 .. CAP + 1);
#else
  :: atomic { WAITING > 0 || TAIL_HAS_MOVED -> select(count : 1 .. CAP + 1);
#endif
       if :: WAITING < count && TAIL_HAS_MOVED -> cached = tail :: else fi;
#ifdef BATCH_PAST_TAIL
       if :: WAITING == 0 -> count = 0 :: else fi;
#else
       count = MIN(WAITING, count);
#endif
#ifdef RETURN_BEFORE_READ
       reads!INDEX, WRAP(index + count);
#endif
#ifdef RELAXED_TAIL_LOAD
       assert(count == 0 || early == element);
#endif
       for (n : 1 .. count) { reads!SLOT(index + n - 1), element; element = NEXT(element) }
       index = WRAP(index + count);
#ifndef RETURN_BEFORE_READ
       reads!INDEX, index;
#endif
       count = 0; n = 0; early = 0 }
  od }

/* A slot's own order is kept; two slots have none. */
proctype slotMemory(byte s) { byte v;
end:
  do
  :: atomic { writes??eval(s), v -> assert(slot[s] == 0); slot[s] = v; v = 0 }
  :: atomic { reads??eval(s), v -> assert(slot[s] == v); slot[s] = 0; v = 0 }
  od }

proctype indexMemory() { byte v;
end:
  do
#ifdef RELAXED_TAIL_STORE
  :: atomic { writes??INDEX, v -> tail = v; v = 0; assert(WRAP(tail - head) <= CAP) }
#else
  :: atomic { writes?INDEX, v -> tail = v; v = 0; assert(WRAP(tail - head) <= CAP) }      /* at the front only */
#endif
#ifdef RELAXED_HEAD_STORE
  :: atomic { reads??INDEX, v -> head = v; v = 0; assert(WRAP(tail - head) <= CAP) }
#else
  :: atomic { reads?INDEX, v -> head = v; v = 0; assert(WRAP(tail - head) <= CAP) }
#endif
  od }

init { atomic { byte s;
  for (s : 0 .. CAP - 1) { run slotMemory(s) }
  run indexMemory(); run producer(); run consumer() } }
