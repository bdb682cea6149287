/* SPDX-License-Identifier: Apache-2.0 */
/* The log as the lease: two nodes that may own a pool, appends with the expected last sequence, answers that may be lost.
   A request once sent may reach the log at any time, again and again, also after its sender was deposed or restarted.
   Decision k+1 is what the engine decides after k decisions, so a decision made on a stale state shows as a repeated k.
   -DNO_EXPECTATION -DRETRY_WITH_NEW_EXPECTATION -DTAKEOVER_AT_UNREAD_TAIL -DSEND_BEFORE_COMMIT take one rule away each. */
#define MAXLOG 5
#define MAXREQ 6
#define DECISIONS 2
#define EPOCHS 3
byte le[MAXLOG], ld[MAXLOG], lo[MAXLOG], tail;              /* log: epoch, decision (0: epoch batch), writer */
byte re[MAXREQ], rd[MAXREQ], rx[MAXREQ], ro[MAXREQ], nreq; /* requests under way for ever; rx is the expectation */
byte told[3];                                              /* decision told to homes: epoch that told it */
byte done, crashes;

inline submit(e, d, x) { re[nreq] = e; rd[nreq] = d; rx[nreq] = x; ro[nreq] = _pid; nreq++; pend = nreq }
inline tell(d, e) { assert(told[d] == 0 || told[d] == e); told[d] = e }

active proctype server() { byte i;
end:
  do
  :: atomic { nreq > 0 && tail < MAXLOG -> select(i : 0 .. nreq - 1);
       if
#ifdef NO_EXPECTATION
       :: true ->
#else
       :: rx[i] == tail ->
#endif
          assert(tail == 0 || re[i] > le[tail-1] || (re[i] == le[tail-1] && ro[i] == lo[tail-1]));  /* one writer an epoch, epochs grow */
          if :: rd[i] > 0 -> assert(rd[i] == done + 1); assert(told[rd[i]] == 0 || told[rd[i]] == re[i]); done = rd[i] :: else fi;
          le[tail] = re[i]; ld[tail] = rd[i]; lo[tail] = ro[i]; tail++
       :: else
       fi; i = 0 }
  od }

active [2] proctype node() { byte epoch, top, seen, k, pend, x;
end:
  do
  :: atomic { pend == 0 && seen < tail ->                                     /* follow */
       if :: ld[seen] == 0 -> top = le[seen]; if :: lo[seen] == _pid -> skip :: else -> epoch = 0 fi
          :: else -> k = ld[seen] fi; seen++ }
  :: atomic { pend == 0 && epoch == 0 && nreq < MAXREQ && top < EPOCHS ->    /* the owner seems silent */
#ifdef TAKEOVER_AT_UNREAD_TAIL
       submit(top + 1, 0, tail)
#else
       submit(top + 1, 0, seen)
#endif
     }
  :: atomic { pend == 0 && epoch > 0 && nreq < MAXREQ && k < DECISIONS ->    /* decide */
       submit(epoch, k + 1, seen);
#ifdef SEND_BEFORE_COMMIT
       tell(k + 1, epoch)
#endif
     }
#ifdef RETRY_WITH_NEW_EXPECTATION
  :: atomic { pend > 0 && rx[pend-1] < tail && nreq < MAXREQ -> submit(re[pend-1], rd[pend-1], tail) }
#endif
  :: atomic { pend > 0 && tail > rx[pend-1] -> x = rx[pend-1];                /* acknowledged or refused: what stands at that sequence? */
       if :: lo[x] == _pid && le[x] == re[pend-1] && ld[x] == rd[pend-1] -> seen = x + 1;
             if :: ld[x] == 0 -> epoch = le[x]; top = le[x] :: else -> k = ld[x]; tell(k, epoch) fi
          :: else -> epoch = 0 fi;                                           /* fenced: drop the state, follow */
       pend = 0; x = 0 }
  :: atomic { crashes < 1 -> crashes++; epoch = 0; top = 0; seen = 0; k = 0; pend = 0 }
  od }
