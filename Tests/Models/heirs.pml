/* SPDX-License-Identifier: Apache-2.0 */
/* One home, several nodes: who holds it is an event of the log, and so is who is an heir. A fact counts when it is on the
   holder's disk and on the disk of every node that the holder knows to be an heir or has asked to be one. Any heir may take
   over at any time, whatever clocks say; every node reads the log at its own pace. What must hold: whoever comes to hold the
   home has every fact that ever counted.
   Commands to the owner may arrive at any time, again and again. Acknowledgements may be learnt at any later time.
   Rules that can be taken away: -DREQUIRE_WHEN_LISTED -DNO_VERSION -DFORGET_WHEN_ASKED -DWIPE_WHILE_LISTED
   -DLIST_BEFORE_WHOLE -DTAKE_UNLISTED */
#ifndef N
#define N 2                  /* nodes */
#define EVENTS 5             /* of the log: a takeover, or another list of heirs */
#endif
#ifndef FACTS
#define FACTS 2
#endif
#define BIT(i) (1 << (i))
#define HAS(set, i) (((set) >> (i)) & 1)

byte last;                                /* events so far; event 0: node 0 holds the home, no heirs */
byte holder[EVENTS + 1], heirs[EVENTS + 1], reign[EVENTS + 1];   /* after each event; reign: the event of the takeover */
byte pos[N];                             /* how far each node has read */
byte disk[N];                            /* facts on each disk */
byte copyOf[N];                          /* 1 + the reign that this node's copy is of; 0: none */
byte known0[N], known1[N];               /* known<f>[i]: nodes that holder i knows to have fact f */
byte required[N];                        /* heirs whose acknowledgement holder i waits for */
byte made, counted;                      /* facts begun, facts that count */
byte commands[EVENTS + 1];               /* lists asked for at each version, as a set of the 8 sets of nodes */

#define VIEW_HOLDER(i) holder[pos[i]]
#define VIEW_REIGN(i) reign[pos[i]]
#define IS_HOLDER(i) (VIEW_HOLDER(i) == (i))

#define COPY_FITS(j) (!HAS(m, j) || HAS(heirs[pos[i]], j) || copyOf[j] == 1 + VIEW_REIGN(i))
#if N == 2
#define COPIES_ARE_OF_THIS_REIGN (COPY_FITS(0) && COPY_FITS(1))
#else
#define COPIES_ARE_OF_THIS_REIGN (COPY_FITS(0) && COPY_FITS(1) && COPY_FITS(2))
#endif

inline append(h, s, r) {
#ifndef NO_VERSION
  commands[last] = 0;
#endif
  holder[last + 1] = h; heirs[last + 1] = s; reign[last + 1] = r; last++ }

proctype node(byte i) { byte j, f, m;
end:
  do
  :: atomic { pos[i] < last -> pos[i]++;                                              /* read on */
       if
       :: IS_HOLDER(i) && VIEW_REIGN(i) == pos[i] ->                                 /* it holds the home from here on */
            assert((counted & ~disk[i]) == 0);
            required[i] = 0; known0[i] = 0; known1[i] = 0; copyOf[i] = 0
       :: IS_HOLDER(i) && VIEW_REIGN(i) != pos[i] ->                                 /* another list: what was asked before is void */
            known0[i] = known0[i] & (heirs[pos[i]] | ~required[i]); known1[i] = known1[i] & (heirs[pos[i]] | ~required[i]);
            required[i] = heirs[pos[i]]
       :: else -> skip
       fi }
  :: atomic { IS_HOLDER(i) && made < FACTS -> disk[i] = disk[i] | BIT(made); made++ }  /* a fact */
  :: atomic { IS_HOLDER(i) -> select(j : 0 .. N - 1);                                 /* a copy begins, or a part of it arrives */
       if
       :: j != i && VIEW_HOLDER(j) == i && VIEW_REIGN(j) == VIEW_REIGN(i) ->
            if
#ifdef WIPE_WHILE_LISTED
            :: true -> disk[j] = 0; copyOf[j] = 1 + VIEW_REIGN(j)
#else
            :: !HAS(heirs[pos[j]], j) && !HAS(required[i], j) ->
                 disk[j] = 0; copyOf[j] = 1 + VIEW_REIGN(j);
                 known0[i] = known0[i] & ~BIT(j); known1[i] = known1[i] & ~BIT(j)
#endif
            :: copyOf[j] == 1 + VIEW_REIGN(j) && (disk[i] & ~disk[j]) ->
                 select(f : 0 .. FACTS - 1);
                 if :: HAS(disk[i], f) -> disk[j] = disk[j] | BIT(f) :: else fi
            :: else -> skip
            fi
       :: else -> skip
       fi; j = 0; f = 0 }
  :: atomic { IS_HOLDER(i) -> select(j : 0 .. N - 1);                                 /* an acknowledgement arrives */
       if
       :: j != i && copyOf[j] == 1 + VIEW_REIGN(i) && VIEW_HOLDER(j) == i && VIEW_REIGN(j) == VIEW_REIGN(i) ->
            if :: HAS(disk[j], 0) -> known0[i] = known0[i] | BIT(j) :: else fi;
            if :: HAS(disk[j], 1) -> known1[i] = known1[i] | BIT(j) :: else fi
       :: else -> skip
       fi; j = 0 }
  :: atomic { IS_HOLDER(i) && HAS(disk[i], 0) && !HAS(counted, 0) && (required[i] & ~known0[i]) == 0 -> counted = counted | 1 }
  :: atomic { IS_HOLDER(i) && HAS(disk[i], 1) && !HAS(counted, 1) && (required[i] & ~known1[i]) == 0 -> counted = counted | 2 }
  :: atomic { IS_HOLDER(i) -> select(m : 0 .. (1 << N) - 1);                          /* asks for another list */
       if
#ifdef LIST_BEFORE_WHOLE
       :: !HAS(m, i) ->
#else
       :: !HAS(m, i) && (!HAS(disk[i], 0) || (m & ~heirs[pos[i]] & ~known0[i]) == 0) &&
          (!HAS(disk[i], 1) || (m & ~heirs[pos[i]] & ~known1[i]) == 0) &&
          COPIES_ARE_OF_THIS_REIGN ->
#endif
#ifndef NO_VERSION
            if :: pos[i] == last -> commands[pos[i]] = commands[pos[i]] | BIT(m) :: else fi;      /* else in vain for ever */
#else
            commands[pos[i]] = commands[pos[i]] | BIT(m);
#endif
#ifndef REQUIRE_WHEN_LISTED
            required[i] = required[i] | m;
#endif
#ifdef FORGET_WHEN_ASKED
            required[i] = m;
#endif
       :: else -> skip
       fi; m = 0 }
  od }

proctype owner() { byte v, m, j;
end:
  do
  :: atomic { last < EVENTS -> select(m : 0 .. (1 << N) - 1);                          /* a list, if nothing has changed since */
       v = last;
#ifdef NO_VERSION
       select(v : 0 .. EVENTS);
       if :: v > last -> v = last :: else fi;
#endif
       if
       :: HAS(commands[v], m) && reign[v] == reign[last] -> append(holder[last], m, reign[last])
       :: else -> skip
       fi; v = 0; m = 0 }
  :: atomic { last < EVENTS -> select(j : 0 .. N - 1);                                 /* an heir takes over, or the holder begins anew */
       if
#ifdef TAKE_UNLISTED
       :: copyOf[j] > 0 || j == holder[last] -> append(j, 0, last + 1)
#else
       :: HAS(heirs[last], j) || j == holder[last] -> append(j, 0, last + 1)
#endif
       :: else -> skip
       fi; j = 0 }
  od }

init { atomic { byte k; for (k : 0 .. N - 1) { run node(k) } run owner() } }
