// SPDX-License-Identifier: Apache-2.0
// Explicit-state model of the assignment protocol (Documentation/Protocol.md): homes, offers, turns, islands, owner's log.
// Breadth-first and exhaustive within the bounds of a scope; a violation prints the shortest trace to it.
//
// The bus is a set of messages that only grows: what was sent once can arrive at any time, any number of times, in
// any order, or never (loss, duplication, reordering, delay without end). What a home says follows from what it has
// stored, so the set is kept as bits for each offer (emit). The log is kept folded (what its reader knows).
//
//   ./assign                      every scope, safety and liveness, then every mutation; exit 0 if all is as expected
//   ./assign SCOPE [MUTATION]     one scope, with a trace if it fails
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>
typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;

enum { W, H, C, E };  // contact at its home: waiting, held(o), connected(o), ended.   Log: O in place of H
enum { I, R, A, B };  // agent at its home: idle, reserved(o), accepted(o), busy(o).   Log: O in place of R
enum { O = 1 };
enum { HELD = 1, CONN = 2, GONE = 4, ACC = 8, BUSY = 16, WITHDRAWN = 32, VOID = 64, ISLAND = 128 };
const int MAXO = 7, NONE = 7;

struct Side {
    u8 cst[2], co[2], ct[2], ast[3], ao[3], at[3], ab[3];
    u8 open[2], ring[2], newest[2];  // held: bit an open offer, the ring they are of, the newest of it that was heard
};  // ab: beside the one offer, what the agent is connected by, a bit an offer
struct Offer {
    u8 c : 1, a : 2, ring : 3;  // ring: the first offer of those that may ring beside each other, or NONE
    u8 ct : 4, at : 4;
    u8 bits;
    u8 open;
};  // open (ghost): 1 its contact was connected by it, 2 its agent accepted it, and nothing rightly ended that
struct State {
    Side home;   // what the homes act on
    Side other;  // only under mutations: what is on disk, or a second holder of the home
    Side log;    // the fold of the log
    Offer off[MAXO];
    u8 no;
    u8 island, detached;     // bit a home
    u8 cancelled, logEnded;  // ghosts, bit a contact: cancel was answered; the log had it as ended
    u8 islands, detaches, hangups, forks, zombie, pad[6];  // budgets used
};
static_assert(sizeof(State) == 116, "no padding");

struct Scope {
    const char* name;
    int nc, na, hc[2], ha[3];
    int offers, turns, islands, detaches, hangups;
    bool wild, live;
    int deadHome;
    bool ring = false;  // an offer may ring beside others of its ring, for other agents
    int room = 1, cost[2] = {1, 1};  // what an agent has room for, and what each contact takes of it
};
static Scope S;
static bool plain = true;  // plain: offers that are over stay over, so states can be put in a canonical form
struct Rules {
    bool turnC, turnA, raiseC, raiseA, raiseRequeue, cmp, newest, lateC, lateA, isl, goneEarly, withEarly, notPolled,
        goneBusy, noHoldT, noWithdraw, noDeadline, replaceLog, zombie, stale, voidConn, voidBusy, ownerFrees, isleKeeps,
        isleOpen, noVoid, isleTells, firstFrees, second, overSlot, rejoin, ringEarly, deafLosers, strangers, none,
        anyRoom, keepUnfit, raisePark, seatOver, seatDeaf, seatStays, noPark;
};
static Rules m;  // each true one takes a rule away

const int ALONE = 3;  // in place of a dead home: site 0 has neither site 1 nor the log
static int OX, TX;    // offers and turns allowed in the part of the run that is being explored

static bool engC(const State& s, int o) {
    int c = s.off[o].c;
    return (s.home.cst[c] == H && (s.home.open[c] >> o & 1)) || (s.home.cst[c] == C && s.home.co[c] == o);
}
// A held contact may be held for another offer too: of the same ring and turn, and newer than all it has heard.
static bool joins(const State& s, int o) {
    int c = s.off[o].c;
    return S.ring && s.home.cst[c] == H && s.off[o].ring == s.home.ring[c] && s.off[o].ct == s.home.ct[c] &&
           o > s.home.newest[c];
}
static bool engA(const State& s, int o) {
    int a = s.off[o].a;
    return (s.home.ast[a] != I && s.home.ao[a] == o) || (s.home.ab[a] >> o & 1);
}
// Where the agent's home is with an offer it is engaged in.
static int stA(const State& s, int o) {
    int a = s.off[o].a;
    return s.home.ab[a] >> o & 1 ? +B : s.home.ast[a] != I && s.home.ao[a] == o ? +s.home.ast[a] : +I;
}
// What an agent has room for beside what they are connected by, with the one offer or without.
static int roomLeft(const State& s, const Side& d, int a, bool all) {
    int left = S.room;
    for (int o = 0; o < s.no; o++)
        if ((d.ab[a] >> o & 1) || (all && d.ast[a] != I && d.ao[a] == o)) left -= S.cost[s.off[o].c];
    return left;
}
static int least() { return S.nc < 2 ? S.cost[0] : std::min(S.cost[0], S.cost[1]); }
// An offer is over at a home when that home can never take it (again): this is what makes GONE and WITHDRAWN final.
static bool overC(const State& s, int o) {
    int c = s.off[o].c;
    if (engC(s, o)) return false;
    if (joins(s, o) && !m.ringEarly) return false;
    if (m.deafLosers && s.home.cst[c] == C && s.off[s.home.co[c]].ring == s.off[o].ring) return false;
    return s.home.cst[c] == E || s.home.ct[c] > s.off[o].ct || s.home.cst[c] != W ||
           (m.goneEarly && !(s.off[o].bits & ISLAND));
}
static bool overA(const State& s, int o) {
    int a = s.off[o].a;
    if (engA(s, o) && !(m.seatOver && (s.home.ab[a] >> o & 1))) return false;
    return s.home.at[a] > s.off[o].at || s.home.ast[a] != I || (m.withEarly && !(s.off[o].bits & ISLAND));
}

static void emit(State& s) {  // all that the homes could say now, by what they have stored
    for (int o = 0; o < s.no; o++) {
        Offer& f = s.off[o];
        int c = f.c, a = f.a;
        if (engC(s, o)) f.bits |= HELD | (s.home.cst[c] == C ? CONN : 0);
        if (overC(s, o)) f.bits |= GONE;
        if (engA(s, o)) f.bits |= (stA(s, o) == A ? ACC : 0) | (s.home.ast[a] == B && s.home.ao[a] == o ? BUSY : 0);
        if (overA(s, o)) f.bits |= WITHDRAWN;
        f.open |= ((f.bits & CONN) && engC(s, o) ? 1 : 0) | ((f.bits & ACC) && engA(s, o) ? 2 : 0);
    }
    for (int c = 0; c < S.nc; c++)
        if (s.log.cst[c] == E) s.logEnded |= 1 << c;
}

enum { S1, S2, S3, S4, S5, S6, S7, S8, LIVE, PROPS };
static const char* props[] = {"S1 contact connected twice",
                              "S2 agent over capacity",
                              "S3 cancelled contact lives",
                              "S4 what was over is taken again",
                              "S5 connected to nobody, and nobody says so",
                              "S6 a message ends a live conversation",
                              "S7 the log revives an ended contact",
                              "S8 one agent's word ends the ringing of another",
                              "L stuck"};
static int check(const State& s) {
    int broken = 0;
    for (int c = 0; c < S.nc; c++) {
        int n = 0;
        for (int o = 0; o < s.no; o++)
            if (s.off[o].c == c)
                n += (engC(s, o) && s.home.cst[c] == C) ||
                     ((s.off[o].open & 1) && stA(s, o) >= A);
        if (n > 1) broken |= 1 << S1;
        if ((s.cancelled >> c & 1) && s.home.cst[c] != E) broken |= 1 << S3;
        if ((s.logEnded >> c & 1) && s.log.cst[c] != E) broken |= 1 << S7;
    }
    for (int a = 0; a < S.na; a++) {
        int n = 0;
        for (int o = 0; o < s.no; o++)
            if (s.off[o].a == a && (engA(s, o) || ((s.off[o].open & 2) && engC(s, o) && s.home.cst[s.off[o].c] == C)))
                n += S.cost[s.off[o].c];
        if (n > S.room) broken |= 1 << S2;
    }
    for (int o = 0; o < s.no; o++) {
        const Offer& f = s.off[o];
        bool con = engC(s, o) && s.home.cst[f.c] == C, eA = engA(s, o);
        if ((engC(s, o) && (f.bits & GONE)) || (eA && (f.bits & WITHDRAWN))) broken |= 1 << S4;
        if (con && stA(s, o) < A && !(f.bits & WITHDRAWN)) broken |= 1 << S5;
        if (stA(s, o) == B && !con && !(f.bits & GONE)) broken |= 1 << S5;
    }
    return broken;
}

// ---- the kinds of step: only the last three go on once faults have stopped
enum { USER = 0, FAULT = 1, HOMESTEP = 2, OWNERSTEP = 3, HEAL = 4 };
struct Step {
    State s;
    int kind, home, code;
};
static std::vector<Step> out;
static const char* names[] = {"offer %d made for contact %d, agent %d",
                              "HOLD %d -> held",
                              "RESERVE %d -> reserved",
                              "desk accepts %d",
                              "ACCEPT %d -> connected",
                              "CONNECTED %d -> busy",
                              "GONE %d -> agent released",
                              "WITHDRAWN %d -> contact released",
                              "WITHDRAWN %d -> contact ended",
                              "void %d in the log",
                              "void %d -> contact released",
                              "void %d -> agent released",
                              "hold time of %d over",
                              "deadline or reject of %d",
                              "withdraw %d: no answer to ACCEPT",
                              "agent hangs up %d",
                              "requeue from %d",
                              "cancel or end contact %d",
                              "island entry home %d",
                              "island exit home %d",
                              "island offer %d",
                              "detach home %d",
                              "re-present home %d",
                              "report contact %d waiting",
                              "report contact offer %d connected",
                              "report contact %d ended",
                              "report agent %d idle",
                              "report agent offer %d busy",
                              "fsync home %d",
                              "crash and restart home %d",
                              "home %d replaced",
                              "other holder of home %d acts",
                              "offer %d does not fit",
                              "%d goes beside: there is room"};
enum {
    cOffer,
    cHold,
    cReserve,
    cAccept,
    cAcc,
    cConn,
    cGone,
    cWith,
    cWithE,
    cVoid,
    cVoidC,
    cVoidA,
    cHoldT,
    cDead,
    cWithdraw,
    cHang,
    cRequeue,
    cCancel,
    cIsle,
    cExit,
    cIsleOffer,
    cDetach,
    cPresent,
    cRepW,
    cRepC,
    cRepE,
    cRepI,
    cRepB,
    cSync,
    cCrash,
    cReplace,
    cSwap,
    cUnfit,
    cPark
};

// Only in runs without a mutation: bits that can matter no more are cleared, and offers are put in one order (ids are
// only compared for equality). An offer over at both homes stays in the state, and its HOLD and RESERVE stay
// deliverable.
static void canonical(State& s) {
    for (int o = 0; o < s.no; o++) {
        Offer& f = s.off[o];
        bool gone = f.bits & GONE, with = f.bits & WITHDRAWN;
        if (with) f.bits &= ~HELD;
        if (gone) f.bits &= ~ACC;
        if (with && gone && (S.wild || f.ct < s.log.ct[f.c] || s.log.cst[f.c] >= C)) f.bits &= ~CONN;
        if (S.wild || f.at < s.log.at[f.a] || s.log.ast[f.a] == B) f.bits &= ~BUSY;
        if (with && gone) f.bits |= VOID;
    }
    if (S.ring) return;  // the order of offers means something
    u8 order[MAXO], to[8];
    Offer sorted[MAXO];
    memcpy(sorted, s.off, sizeof sorted);
    for (int i = 0; i < s.no; i++) order[i] = i;
    auto key = [&](int o) {
        Offer f = s.off[o];
        int ref = 0;
        for (int c = 0; c < S.nc; c++)
            ref |= ((s.home.open[c] >> o & 1) | (s.home.co[c] == o)) << c | (s.log.co[c] == o) << (2 + c);
        for (int a = 0; a < S.na; a++) ref |= (s.home.ao[a] == o) << (4 + a) | (s.log.ao[a] == o) << (6 + a);
        ref |= (s.home.ab[f.a] >> o & 1) << 8 | (s.log.ab[f.a] >> o & 1) << 9;
        return ((((f.c << 1 | f.a) << 3 | f.ct) << 3 | f.at) << 8 | f.bits) << 12 | f.open << 10 | ref;
    };
    int keys[MAXO];
    for (int o = 0; o < s.no; o++) keys[o] = key(o);
    for (int i = 1; i < s.no; i++)
        for (int j = i; j && keys[order[j - 1]] > keys[order[j]]; j--) std::swap(order[j - 1], order[j]);
    to[NONE] = NONE;
    for (int i = 0; i < s.no; i++) {
        to[order[i]] = i;
        s.off[i] = sorted[order[i]];
    }
    auto remap = [&](Side& d) {
        for (int i = 0; i < 2; i++) {
            d.co[i] = to[d.co[i]];
            d.newest[i] = to[d.newest[i]];
            u8 open = 0;
            for (int o = 0; o < s.no; o++) open |= (d.open[i] >> o & 1) << to[o];
            d.open[i] = open;
        }
        for (int i = 0; i < 3; i++) {
            d.ao[i] = to[d.ao[i]];
            u8 beside = 0;
            for (int o = 0; o < s.no; o++) beside |= (d.ab[i] >> o & 1) << to[o];
            d.ab[i] = beside;
        }
    };
    remap(s.home);
    remap(s.log);
}

static bool recovering;
static void put(State n, int kind, int home, int code, int x, int y = 0, int z = 0) {
    emit(n);
    if (code == cRequeue || code == cWith || code == cWithE) n.off[x].open &= ~1;
    if (code == cCancel)
        for (int o = 0; o < n.no; o++)
            if (n.off[o].c == x) n.off[o].open &= ~1;
    if (code == cWithdraw || code == cGone || code == cHang) n.off[x].open &= ~2;
    if (plain) canonical(n);
    out.push_back({n, kind, home, code | x << 8 | y << 12 | z << 16});
}
static void unhold(State& n, int c) {
    n.home.open[c] = 0;
    n.home.ring[c] = n.home.newest[c] = NONE;
}
static void hold(State& n, int c, int o) {
    n.home.cst[c] = H;
    n.home.co[c] = NONE;
    n.home.open[c] |= 1 << o;
    n.home.ring[c] = n.off[o].ring;
    n.home.newest[c] = n.home.newest[c] == NONE ? o : std::max<int>(n.home.newest[c], o);
}
static bool freeC(State& n, int c, bool raise = true) {  // contact back in its place
    n.home.cst[c] = W;
    n.home.co[c] = NONE;
    unhold(n, c);
    if (!raise || m.raiseC) return true;
    if (n.home.ct[c] >= TX) return false;
    n.home.ct[c]++;
    return true;
}
static bool dropC(State& n, int o) {  // one offer of those it is held for is over; with the last it has its place again
    int c = n.off[o].c;
    n.home.open[c] &= ~(1 << o);
    return (n.home.open[c] && !m.firstFrees) || freeC(n, c);
}
static bool freeA(State& n, int a, bool raise = true) {
    n.home.ast[a] = I;
    n.home.ao[a] = NONE;
    if (!raise || m.raiseA) return true;
    if (n.home.at[a] >= TX) return false;
    n.home.at[a]++;
    return true;
}
// A contact beside is the agent's no more. The turn tells the log, unless an offer is open or no room was left: then
// what comes of that will.
static bool freeSeat(State& n, int a, int o) {
    n.home.ab[a] &= ~(1 << o);
    if (n.home.ast[a] != I || m.seatStays) return true;
    return freeA(n, a);
}
static bool letGo(State& n, int a, int o) { return n.home.ab[a] >> o & 1 ? freeSeat(n, a, o) : freeA(n, a); }
static int newOffer(State& n, int c, int a, int ct, int at, int bits, int ring = NONE) {
    int o = n.no++;
    n.off[o].ring = S.ring ? ring == NONE ? o : ring : NONE;
    n.off[o].open = 0;
    n.off[o].c = c;
    n.off[o].a = a;
    n.off[o].ct = ct;
    n.off[o].at = at;
    n.off[o].bits = bits;
    return o;
}

static bool rang(const State& s, int ring, int a) {  // nobody rings twice in one ring
    for (int o = 0; o < s.no; o++)
        if (s.off[o].ring == ring && s.off[o].a == a) return true;
    return false;
}

static void steps(const State& s) {
    out.clear();
    State n;
    const bool late = m.lateC || m.lateA;
    // owner: offers are in the log before anyone hears of them. A wild owner offers anything to anyone, with any turn
    // that ever was.
    if (s.no < OX)
        for (int c = 0; c < S.nc; c++)
            for (int a = 0; a < S.na; a++) {
                if (S.wild) {
                    for (int t = 0; t <= s.home.ct[c]; t++)
                        for (int u = 0; u <= s.home.at[a]; u++) {
                            n = s;
                            newOffer(n, c, a, t, u, 0);
                            put(n, OWNERSTEP, 2, cOffer, s.no, c, a);
                            for (int r = 0; S.ring && r < s.no; r++)
                                if (s.off[r].ring == r && s.off[r].c == c) {
                                    n = s;
                                    newOffer(n, c, a, t, u, 0, r);
                                    put(n, OWNERSTEP, 2, cOffer, s.no, c, a);
                                }
                        }
                } else if ((!recovering || roomLeft(s, s.log, a, false) >= S.cost[c]) && s.log.cst[c] == W &&
                           s.log.ast[a] == I && !(s.detached >> S.hc[c] & 1) &&
                           !(s.detached >> S.ha[a] & 1)) {
                    n = s;
                    int o = newOffer(n, c, a, s.log.ct[c], s.log.at[a], 0);
                    n.log.cst[c] = O;
                    n.log.co[c] = o;
                    n.log.ast[a] = O;
                    n.log.ao[a] = o;
                    put(n, OWNERSTEP, 2, cOffer, o, c, a);
                } else if (S.ring && s.log.cst[c] == O && s.log.ast[a] == I && !rang(s, s.log.co[c], a) && !(s.detached >> S.hc[c] & 1) &&
                           !(s.detached >> S.ha[a] & 1)) {
                    n = s;
                    int o = newOffer(n, c, a, s.log.ct[c], s.log.at[a], 0, s.log.co[c]);
                    n.log.ast[a] = O;
                    n.log.ao[a] = o;
                    put(n, OWNERSTEP, 2, cOffer, o, c, a);
                }
            }
    for (int o = 0; o < s.no; o++) {
        const Offer f = s.off[o];
        int c = f.c, a = f.a, hc = S.hc[c], ha = S.ha[a];
        bool isle = f.bits & ISLAND, eC = engC(s, o), eA = engA(s, o);
        bool fits = m.anyRoom || roomLeft(s, s.home, a, false) >= S.cost[c];
        // contact's home
        if (!isle && (m.isleOpen || !(s.island >> hc & 1)) && s.home.cst[c] == W && (s.home.ct[c] == f.ct || m.turnC)) {
            n = s;
            hold(n, c, o);
            put(n, HOMESTEP, hc, cHold, o);
        }
        if (!isle && (m.isleOpen || !(s.island >> hc & 1)) &&
            (joins(s, o) ||
             (!eC && s.home.cst[c] == H && (m.strangers || (m.rejoin && s.home.ring[c] == f.ring))))) {
            n = s;
            hold(n, c, o);
            put(n, HOMESTEP, hc, cHold, o);
        }
        if (m.newest && !isle && !eC && s.home.cst[c] == H && s.home.ct[c] == f.ct) {
            n = s;
            unhold(n, c);
            hold(n, c, o);
            put(n, HOMESTEP, hc, cHold, o);
        }
        if ((f.bits & ACC) &&
            ((s.home.cst[c] == H && eC) || (m.cmp && s.home.cst[c] != E && !(s.home.cst[c] == C && eC)) ||
             (m.overSlot && s.home.cst[c] == H && s.home.ring[c] == f.ring) ||
             (m.second && s.home.cst[c] == C && !eC && s.off[s.home.co[c]].ring == f.ring))) {
            n = s;
            unhold(n, c);
            n.home.cst[c] = C;
            n.home.co[c] = o;
            put(n, HOMESTEP, hc, cAcc, o);
        }
        if (f.bits & WITHDRAWN) {
            if (eC && !(m.notPolled && s.home.cst[c] == C)) {
                n = s;
                if (s.home.cst[c] == H ? dropC(n, o) : freeC(n, c)) put(n, HOMESTEP, hc, cWith, o);
                if (s.home.cst[c] == C) {
                    n = s;
                    n.home.cst[c] = E;
                    n.home.co[c] = NONE;
                    put(n, USER, hc, cWithE, o);
                }
            }
        }
        if ((f.bits & VOID) &&
            ((eC && (s.home.cst[c] == H || m.voidConn)) || (s.home.cst[c] == W && s.home.ct[c] == f.ct))) {
            n = s;
            if (eC && s.home.cst[c] == H ? dropC(n, o) : freeC(n, c)) put(n, HOMESTEP, hc, cVoidC, o);
        }
        if (eC && s.home.cst[c] == H && !m.noHoldT) {
            n = s;
            if (dropC(n, o)) put(n, HOMESTEP, hc, cHoldT, o);
        }
        if (eC && s.home.cst[c] == C && s.hangups < S.hangups) {
            n = s;
            n.hangups++;
            if (freeC(n, c, !m.raiseRequeue)) put(n, USER, hc, cRequeue, o);
        }
        // agent's home
        bool open = !isle && (m.isleOpen || !(s.island >> ha & 1)) && s.home.ast[a] == I && !eA &&
                    (s.home.at[a] == f.at || m.turnA);
        if (open && fits) {
            n = s;
            n.home.ast[a] = R;
            n.home.ao[a] = o;
            put(n, HOMESTEP, ha, cReserve, o);
        }
        if (open && !fits && !m.keepUnfit) {
            n = s;
            if (freeA(n, a)) put(n, HOMESTEP, ha, cUnfit, o);
        }
        if (eA && s.home.ast[a] == B && s.home.ao[a] == o && roomLeft(s, s.home, a, true) >= least() && !m.noPark) {
            n = s;
            n.home.ab[a] |= 1 << o;
            if (freeA(n, a, !m.raisePark)) put(n, HOMESTEP, ha, cPark, o);
        }
        if (stA(s, o) == R) {
            if (f.bits & HELD) {
                n = s;
                n.home.ast[a] = A;
                put(n, HOMESTEP, ha, cAccept, o);
            }
            if (!m.noDeadline) {
                n = s;
                if (freeA(n, a)) put(n, HOMESTEP, ha, cDead, o);
            }
        }
        if (stA(s, o) == A) {
            if (f.bits & CONN) {
                n = s;
                n.home.ast[a] = B;
                put(n, HOMESTEP, ha, cConn, o);
            }
            if (!m.noWithdraw) {
                n = s;
                if (freeA(n, a)) put(n, HOMESTEP, ha, cWithdraw, o);
            }
        }
        if (stA(s, o) == B && s.hangups < S.hangups) {
            n = s;
            n.hangups++;
            if (letGo(n, a, o)) put(n, USER, ha, cHang, o);
        }
        if ((f.bits & GONE) && !(m.goneBusy && stA(s, o) == B) && !(m.seatDeaf && (s.home.ab[a] >> o & 1))) {
            if (eA) {
                n = s;
                if (letGo(n, a, o)) put(n, HOMESTEP, ha, cGone, o);
            }
        }
        if ((f.bits & VOID) && ((eA && (stA(s, o) == R || (m.voidBusy && stA(s, o) == B))) ||
                                (s.home.ast[a] == I && s.home.at[a] == f.at))) {
            n = s;
            if (freeA(n, a)) put(n, HOMESTEP, ha, cVoidA, o);
        }
        // owner's offer timeout
        if (!m.noVoid && !isle && !(f.bits & VOID) &&
            (S.wild || (s.log.cst[c] == O && s.log.co[c] == o) || (s.log.ast[a] == O && s.log.ao[a] == o))) {
            n = s;
            n.off[o].bits |= VOID;
            if (m.ownerFrees) {
                if (n.log.cst[c] == O && n.log.co[c] == o) n.log.cst[c] = W;
                if (n.log.ast[a] == O && n.log.ao[a] == o) n.log.ast[a] = I;
            }
            put(n, OWNERSTEP, 2, cVoid, o);
        }
        // reports of what an offer became, new or old
        if (!S.wild) {
            if ((f.bits & CONN) && (m.stale || f.ct > s.log.ct[c] || (f.ct == s.log.ct[c] && s.log.cst[c] <= O)) &&
                s.log.cst[c] != E) {
                n = s;
                n.log.cst[c] = C;
                n.log.co[c] = o;
                n.log.ct[c] = f.ct;
                if (memcmp(&n, &s, sizeof n)) put(n, HEAL, hc, cRepC, o);
            }
            if ((f.bits & BUSY) && (f.at > s.log.at[a] || (f.at == s.log.at[a] && s.log.ast[a] <= O))) {
                n = s;
                n.log.ast[a] = B;
                n.log.ao[a] = o;
                n.log.at[a] = f.at;
                n.log.ab[a] = s.home.ast[a] == B && s.home.ao[a] == o ? s.home.ab[a] : 0;
                put(n, HEAL, ha, cRepB, o);
            }
        }
    }
    for (int c = 0; c < S.nc; c++) {
        int h = S.hc[c];
        if (s.home.cst[c] != E) {
            n = s;
            n.home.cst[c] = E;
            n.home.co[c] = NONE;
            unhold(n, c);
            n.cancelled |= 1 << c;
            put(n, USER, h, cCancel, c);
        }
        if (!S.wild) {
            for (int t = m.stale      ? 0
                         : recovering ? std::max(s.log.ct[c] + 1, +s.home.ct[c])
                                      : s.log.ct[c] + 1;
                 t <= s.home.ct[c]; t++)
                if (m.stale || s.log.cst[c] != E) {
                    n = s;
                    n.log.cst[c] = W;
                    n.log.co[c] = NONE;
                    n.log.ct[c] = t;
                    if (memcmp(&n, &s, sizeof n)) put(n, HEAL, h, cRepW, c);
                }
            if (s.home.cst[c] == E && s.log.cst[c] != E) {
                n = s;
                n.log.cst[c] = E;
                n.log.co[c] = NONE;
                put(n, HEAL, h, cRepE, c);
            }
        }
    }
    for (int a = 0; a < S.na; a++)
        if (!S.wild)
            for (int t = recovering ? std::max(s.log.at[a] + 1, +s.home.at[a]) : s.log.at[a] + 1; t <= s.home.at[a];
                 t++) {
                n = s;
                n.log.ast[a] = I;
                n.log.ao[a] = NONE;
                n.log.at[a] = t;
                // What an old report said of the rest is not kept: as if there were room.
                n.log.ab[a] = t == s.home.at[a] ? s.home.ab[a] : 0;
                put(n, HEAL, S.ha[a], cRepI, a);
            }
    for (int a = 0; a < S.na; a++)
        if (!S.wild && s.home.ast[a] == B && s.log.ast[a] == B && s.log.ao[a] == s.home.ao[a] &&
            s.log.ab[a] != s.home.ab[a]) {
            n = s;
            n.log.ab[a] = s.home.ab[a];
            put(n, HEAL, S.ha[a], cRepB, s.home.ao[a]);
        }
    for (int h = 0; h < 2; h++) {
        bool any = false;
        for (int c = 0; c < S.nc; c++) any |= S.hc[c] == h;
        for (int a = 0; a < S.na; a++) any |= S.ha[a] == h;
        if (!any) continue;
        if (!(s.island >> h & 1)) {
            if (s.islands < S.islands || (recovering && S.deadHome == ALONE && h == 0)) {
                n = s;
                n.island |= 1 << h;
                n.islands++;
                bool ok = true;
                if (m.isleTells)
                    for (int o = 0; o < s.no; o++) {
                        int c = s.off[o].c, a = s.off[o].a;
                        if (S.hc[c] == h && engC(s, o) && s.home.cst[c] == H) n.off[o].bits |= GONE;
                        if (S.ha[a] == h && engA(s, o) && s.home.ast[a] == R) n.off[o].bits |= WITHDRAWN;
                    }
                if (!m.isleKeeps) {
                    for (int c = 0; c < S.nc; c++)
                        if (S.hc[c] == h && s.home.cst[c] <= H) ok &= freeC(n, c, !(m.isl || m.isleTells));
                    for (int a = 0; a < S.na; a++)
                        if (S.ha[a] == h && s.home.ast[a] <= R) ok &= freeA(n, a, !(m.isl || m.isleTells));
                }
                if (ok) put(n, FAULT, h, cIsle, h);
            }
        } else {
            n = s;
            n.island &= ~(1 << h);
            put(n, HEAL, h, cExit, h);
            if (s.no < OX)
                for (int c = 0; c < S.nc; c++)
                    for (int a = 0; a < S.na; a++)
                        if (S.hc[c] == h && S.ha[a] == h && s.home.ast[a] == I &&
                            roomLeft(s, s.home, a, false) >= S.cost[c] &&
                            (s.home.cst[c] == W || (S.ring && s.home.cst[c] == H &&
                                                    (s.off[s.home.ring[c]].bits & ISLAND) &&
                                                    !rang(s, s.home.ring[c], a)))) {
                            n = s;
                            int o = newOffer(n, c, a, s.home.ct[c], s.home.at[a], ISLAND,
                                             s.home.cst[c] == H ? s.home.ring[c] : NONE);
                            hold(n, c, o);
                            n.home.ast[a] = R;
                            n.home.ao[a] = o;
                            put(n, USER, h, cIsleOffer, o);
                        }
        }
        if (!S.wild) {
            if (!(s.detached >> h & 1) && (s.detaches < S.detaches || (recovering && h == S.deadHome))) {
                n = s;
                n.detached |= 1 << h;
                n.detaches++;
                put(n, FAULT, 2, cDetach, h);
            }
            if (s.detached >> h & 1) {
                n = s;
                n.detached &= ~(1 << h);
                put(n, HEAL, h, cPresent, h);
            }
        }
        // only under mutations
        auto copy = [&](Side& to, const Side& from) {
            if (!m.lateA)
                for (int c = 0; c < S.nc; c++)
                    if (S.hc[c] == h) {
                        to.cst[c] = from.cst[c];
                        to.co[c] = from.co[c];
                        to.ct[c] = from.ct[c];
                        to.open[c] = from.open[c];
                        to.ring[c] = from.ring[c];
                        to.newest[c] = from.newest[c];
                    }
            if (!m.lateC)
                for (int a = 0; a < S.na; a++)
                    if (S.ha[a] == h) {
                        to.ast[a] = from.ast[a];
                        to.ao[a] = from.ao[a];
                        to.at[a] = from.at[a];
                        to.ab[a] = from.ab[a];
                    }
        };
        if (late) {
            n = s;
            copy(n.other, s.home);
            if (memcmp(&n, &s, sizeof n)) put(n, HEAL, h, cSync, h);
            n = s;
            copy(n.home, s.other);
            if (memcmp(&n, &s, sizeof n)) put(n, FAULT, h, cCrash, h);
        }
        if (m.replaceLog && s.forks < 1) {
            n = s;
            n.forks++;
            copy(n.home, s.log);  // a sibling that has only the log takes over, with turns above all before
            for (int c = 0; c < S.nc; c++)
                if (S.hc[c] == h) {
                    if (n.home.cst[c] == O) {
                        n.home.cst[c] = W;
                        n.home.co[c] = NONE;
                    }
                    n.home.ct[c] = s.home.ct[c] + 1;
                    if (n.home.ct[c] > TX) n.forks = 9;
                }
            for (int a = 0; a < S.na; a++)
                if (S.ha[a] == h) {
                    if (n.home.ast[a] == O) {
                        n.home.ast[a] = I;
                        n.home.ao[a] = NONE;
                    }
                    n.home.at[a] = s.home.at[a] + 1;
                    if (n.home.at[a] > TX) n.forks = 9;
                }
            if (n.forks < 9) put(n, FAULT, h, cReplace, h);
        }
        if (m.zombie) {
            if (!s.zombie) {
                n = s;
                n.zombie = 1 << h;
                copy(n.other, s.home);
                put(n, FAULT, h, cReplace, h);
            } else if (s.zombie >> h & 1) {
                n = s;
                copy(n.home, s.other);
                copy(n.other, s.home);
                if (memcmp(&n, &s, sizeof n)) put(n, HEAL, h, cSwap, h);
            }
        }
    }
}

// ---- good: nothing is under way, homes and log agree, nobody waits beside an idle agent. With a dead home: the living
// one is well.
static bool good(const State& s) {
    bool alone = S.deadHome == ALONE;
    int dead = alone ? 1 : S.deadHome;
    if (alone && !(s.island & 1)) return false;
    if (!alone)
        for (int h = 0; h < 2; h++)
            if (h != dead && ((s.island | s.detached) >> h & 1)) return false;
    bool wait[2] = {}, idle = false;
    for (int c = 0; c < S.nc; c++)
        if (S.hc[c] != dead) {
            int st = s.home.cst[c], o = s.home.co[c];
            if (st == H) return false;
            if (st == C) {
                int a = s.off[o].a;
                if (!alone && (s.log.cst[c] != C || s.log.co[c] != o)) return false;
                if (S.ha[a] != dead && stA(s, o) != B) return false;
            } else if (!alone && (s.log.cst[c] != st || s.log.ct[c] != s.home.ct[c])) {
                if (st == W || s.log.cst[c] != E) return false;
            }
            wait[c] = st == W;
        }
    for (int a = 0; a < S.na; a++)
        if (S.ha[a] != dead) {
            int st = s.home.ast[a], o = s.home.ao[a];
            if (st == R || st == A) return false;
            if (!alone && s.log.ab[a] != s.home.ab[a]) return false;
            for (int b = 0; b < s.no; b++) {
                if (stA(s, b) != B || s.off[b].a != a) continue;
                int c = s.off[b].c;
                if (S.hc[c] != dead && !(s.home.cst[c] == C && s.home.co[c] == b)) return false;
            }
            if (st == B) {
                if (!alone && (s.log.ast[a] != B || s.log.ao[a] != o)) return false;
            } else if (!alone && (s.log.ast[a] != I || s.log.at[a] != s.home.at[a]))
                return false;
            for (int c = 0; c < S.nc; c++) idle |= wait[c] && roomLeft(s, s.home, a, true) >= S.cost[c];
        }
    return !idle;
}

// ---- the store of states
static std::vector<State> st;
static std::vector<u32> parent, table;
static std::vector<int> how;
static u64 mask;
static u64 hashOf(const State& s) {
    const u8* p = (const u8*)&s;
    u64 h = 0x9E3779B97F4A7C15ull, w;
    for (size_t i = 0; i < sizeof s; i += 4) {
        u32 v;
        memcpy(&v, p + i, 4);
        w = v;
        h = (h ^ w) * 0xff51afd7ed558ccdull;
        h ^= h >> 32;
    }
    return h;
}
static void grow() {
    mask = mask * 2 + 1;
    table.assign(mask + 1, 0);
    for (u32 i = 0; i < st.size(); i++) {
        u64 k = hashOf(st[i]) & mask;
        while (table[k]) k = (k + 1) & mask;
        table[k] = i + 1;
    }
}
static u32 intern(const State& s, u32 from, int code, bool& fresh) {
    u64 k = hashOf(s) & mask;
    while (table[k]) {
        if (!memcmp(&st[table[k] - 1], &s, sizeof s)) {
            fresh = false;
            return table[k] - 1;
        }
        k = (k + 1) & mask;
    }
    fresh = true;
    st.push_back(s);
    parent.push_back(from);
    how.push_back(code);
    table[k] = st.size();
    u32 id = st.size() - 1;
    if (st.size() * 2 > mask) grow();
    return id;
}
static void show(const State& s) {
    const char* cn = "WHCE";
    const char* an = "IRAB";
    printf("      ");
    for (int c = 0; c < S.nc; c++)
        printf(" c%d %c.%d open %02x turn %d [log %c turn %d]", c, cn[s.home.cst[c]], s.home.co[c], s.home.open[c],
               s.home.ct[c], "WOCE"[s.log.cst[c]], s.log.ct[c]);
    for (int a = 0; a < S.na; a++)
        printf(" a%d %c.%d turn %d [log %c turn %d]", a, an[s.home.ast[a]], s.home.ao[a], s.home.at[a],
               "IO?B"[s.log.ast[a]], s.log.at[a]);
    for (int a = 0; a < S.na; a++)
        if (S.room > 1) printf(" beside a%d %x [log %x]", a, s.home.ab[a], s.log.ab[a]);
    printf(" island %d detached %d\n", s.island, s.detached);
}
static void trace(u32 id) {
    std::vector<u32> p;
    for (u32 i = id; i; i = parent[i]) p.push_back(i);
    for (size_t i = p.size(); i--;) {
        int k = how[p[i]];
        printf("   ");
        printf(names[k & 255], k >> 8 & 15, k >> 12 & 15, k >> 16 & 15);
        puts("");
        show(st[p[i]]);
    }
}

struct Result {
    int broken;
    u64 safe, all;
    u32 at[PROPS];
};
static u64 cap = ~0ull;
static bool cap_all;  // states looked at under a mutation
static Result explore() {
    State z;
    memset(&z, 0, sizeof z);
    for (Side* side : {&z.home, &z.log, &z.other}) {
        memset(side->co, NONE, sizeof side->co);
        memset(side->ao, NONE, sizeof side->ao);
        memset(side->ring, NONE, sizeof side->ring);
        memset(side->newest, NONE, sizeof side->newest);
    }
    st.clear();
    parent.clear();
    how.clear();
    mask = (1 << 16) - 1;
    table.assign(mask + 1, 0);
    recovering = false;
    bool fresh;
    OX = S.offers;
    TX = S.turns;
    intern(z, 0, 0, fresh);
    Result r{};
    auto note = [&](int broken, u32 id) {
        for (int p = 0; p < PROPS; p++)
            if ((broken >> p & 1) && !(r.broken >> p & 1)) {
                r.broken |= 1 << p;
                r.at[p] = id;
            }
    };
    for (u32 i = 0; i < st.size(); i++) {
        State cur = st[i];
        steps(cur);
        for (auto& x : out) {
            u32 id = intern(x.s, i, x.code, fresh);
            int k = x.code & 255;
            if ((k == cWith || k == cGone || k == cVoidC || k == cVoidA) && !(r.broken >> S6 & 1)) {
                int o = x.code >> 8 & 15;
                if (engC(cur, o) && cur.home.cst[cur.off[o].c] == C && stA(cur, o) >= A)
                    note(1 << S6, id);
            }
            if ((k == cWith || k == cHoldT) && !(r.broken >> S8 & 1)) {
                int o = x.code >> 8 & 15, c = cur.off[o].c;
                for (int other = 0; other < cur.no; other++)
                    if (other != o && cur.home.cst[c] == H && cur.off[other].c == c && engC(cur, other) &&
                        !engC(x.s, other))
                        note(1 << S8, id);
            }
            if (fresh) note(check(x.s), id);
        }
        if (st.size() > cap) break;
        if (r.broken && !cap_all) break;
    }
    r.safe = r.all = st.size();
    if (!S.live || r.broken) return r;
    // faults stop: from every state found, only helpful steps, a few more offers and turns
    u32 base = st.size();
    std::vector<u32> src, dst;
    // The ids of a ring are compared for more than equality, so its states are many: one of each more.
    const int more = S.ring ? 1 : 2;
    OX = S.offers + more > MAXO ? MAXO : S.offers + more;
    TX = S.turns + more;
    recovering = true;
    for (u32 i = 0; i < st.size(); i++) {
        State cur = st[i];
        steps(cur);
        if (good(cur)) continue;
        for (auto& x : out) {
            bool dead = S.deadHome >= 0;
            int k = x.code & 255;
            bool ok = x.kind == HOMESTEP || x.kind == OWNERSTEP || x.kind == HEAL || (dead && k == cDetach);
            if (S.deadHome == ALONE) {
                if (x.home != 0 || (x.kind != HOMESTEP && k != cIsle && k != cIsleOffer)) continue;
                if (cur.island & 1 ? false : k == cHold || k == cReserve) continue;
            } else if (!ok || (dead && x.home == S.deadHome))
                continue;
            if (!dead && (k == cVoid || k == cHoldT || k == cDead || k == cWithdraw))
                continue;  // nobody needs a timer while all can be reached
            u32 id = intern(x.s, i, x.code, fresh);
            src.push_back(id);
            dst.push_back(i);
        }
    }
    r.all = st.size();
    u32 n = st.size();
    std::vector<u32> start(n + 2, 0), adj(src.size());
    for (u32 v : src) start[v + 1]++;
    for (u32 i = 0; i < n; i++) start[i + 1] += start[i];
    {
        std::vector<u32> at(start.begin(), start.end());
        for (size_t i = 0; i < src.size(); i++) adj[at[src[i]]++] = dst[i];
    }
    std::vector<u8> ok(n, 0);
    std::vector<u32> q;
    for (u32 i = 0; i < n; i++)
        if (good(st[i])) {
            ok[i] = 1;
            q.push_back(i);
        }
    while (!q.empty()) {
        u32 v = q.back();
        q.pop_back();
        for (u32 k = start[v]; k < start[v + 1]; k++)
            if (!ok[adj[k]]) {
                ok[adj[k]] = 1;
                q.push_back(adj[k]);
            }
    }
    for (u32 i = 0; i < base; i++)
        if (!ok[i]) {
            note(1 << LIVE, i);
            break;
        }
    return r;
}

static const Scope scopes[] = {
    //  name            c  a  contacts' agents' homes  offers turns islands detaches hangups wild live dead
    {"pair", 1, 1, {0, 0}, {1, 1}, 3, 3, 1, 1, 1, false, true, -1},
    {"one-site", 1, 1, {0, 0}, {0, 0}, 3, 3, 1, 1, 1, false, true, -1},
    {"two-agents", 1, 2, {0, 0}, {0, 1}, 3, 2, 1, 0, 1, false, true, -1},
    {"two-contacts", 2, 1, {0, 1}, {0, 0}, 3, 2, 1, 0, 1, false, true, -1},
    {"two-two", 2, 2, {0, 1}, {0, 1}, 2, 2, 1, 0, 0, false, false, -1},
    {"dead-agent-home", 1, 2, {0, 0}, {0, 1}, 3, 2, 0, 1, 0, false, true, 1},
    {"dead-contact-home", 2, 1, {0, 1}, {0, 0}, 3, 2, 0, 1, 0, false, true, 1},
    {"alone-contact", 1, 2, {0, 0}, {0, 1}, 3, 2, 1, 0, 0, false, true, ALONE},
    {"alone-agent", 2, 1, {0, 1}, {0, 0}, 3, 2, 1, 0, 0, false, true, ALONE},
    {"wild-pair", 1, 1, {0, 0}, {1, 1}, 4, 3, 2, 0, 1, true, false, -1},
    {"wild-two-agents", 1, 2, {0, 0}, {0, 1}, 3, 2, 1, 0, 1, true, false, -1},
    {"wild-two-contacts", 2, 1, {0, 1}, {0, 0}, 3, 2, 1, 0, 1, true, false, -1},
    // An agent with room for two, or for one that takes all.
    {"room", 2, 1, {0, 1}, {0, 0}, 3, 2, 1, 0, 1, false, true, -1, false, 2, {1, 1}},
    {"room-uneven", 2, 1, {0, 1}, {0, 0}, 3, 2, 1, 0, 1, false, true, -1, false, 2, {1, 2}},
    {"room-two-agents", 1, 2, {0, 0}, {0, 1}, 3, 2, 1, 0, 1, false, true, -1, false, 2, {1, 1}},
    {"room-dead-home", 2, 1, {0, 1}, {0, 0}, 3, 2, 0, 1, 0, false, true, 1, false, 2, {1, 1}},
    {"wild-room", 2, 1, {0, 1}, {0, 0}, 3, 2, 1, 0, 1, true, false, -1, false, 2, {1, 2}},
    // Offers that ring beside each other.
    {"ring", 1, 2, {0, 0}, {0, 1}, 3, 2, 0, 0, 1, false, true, -1, true},
    {"ring-island", 1, 2, {0, 0}, {0, 1}, 3, 1, 1, 0, 0, false, true, -1, true},
    {"ring-of-three", 1, 3, {0, 0}, {0, 1, 1}, 3, 1, 0, 0, 0, false, true, -1, true},
    {"rings", 2, 2, {0, 1}, {0, 1}, 3, 1, 0, 0, 0, false, false, -1, true},
    {"ring-dead-home", 1, 2, {0, 0}, {0, 1}, 3, 1, 0, 1, 0, false, true, 1, true},
    {"ring-alone", 1, 2, {0, 0}, {0, 0}, 3, 1, 1, 0, 0, false, true, ALONE, true},
    {"wild-ring", 1, 2, {0, 0}, {0, 1}, 3, 2, 0, 0, 1, true, false, -1, true},
    {"wild-ring-of-three", 1, 3, {0, 0}, {0, 1, 1}, 3, 1, 0, 0, 0, true, false, -1, true},
};
struct Mutation {
    const char* name;
    bool Rules::*rule, Rules::*also;
    const char* scope;
    bool plain;
    int expect;
    const char* what;
};
const int NOTHING = -1;
static const Mutation mutations[] = {
    {"no-turn-contact", &Rules::turnC, nullptr, "pair", false, S1, "contact's home holds without comparing the turn"},
    {"no-turn-agent", &Rules::turnA, nullptr, "pair", false, S2, "agent's home reserves without comparing the turn"},
    {"no-raise-contact", &Rules::raiseC, nullptr, "two-agents", false, S1,
     "the contact's turn does not grow on release"},
    {"no-raise-agent", &Rules::raiseA, nullptr, "two-contacts", false, S2, "the agent's turn does not grow on release"},
    {"no-raise-requeue", &Rules::raiseRequeue, nullptr, "two-agents", false, S1,
     "the contact's turn grows on release of a hold, not on requeue"},
    {"no-compare", &Rules::cmp, nullptr, "two-agents", false, S1, "ACCEPT is not compared with the hold"},
    {"newest-wins", &Rules::newest, nullptr, "wild-two-agents", false, S4,
     "a hold is replaced by a newer offer of the same turn"},
    {"late-store-contact", &Rules::lateC, nullptr, "two-agents", false, S1,
     "contact's home answers before it has stored, and crashes"},
    {"late-store-agent", &Rules::lateA, nullptr, "two-contacts", false, S2,
     "agent's home answers before it has stored, and crashes"},
    {"island-tells-no-raise", &Rules::isleTells, nullptr, "pair", false, S6,
     "island entry says GONE and WITHDRAWN without raising turns"},
    {"gone-too-early", &Rules::goneEarly, nullptr, "pair", false, S6,
     "contact's home says GONE of an offer whose HOLD may still come"},
    {"withdrawn-too-early", &Rules::withEarly, nullptr, "pair", false, S6,
     "agent's home says WITHDRAWN of an offer whose RESERVE may still come"},
    {"deaf-contact", &Rules::notPolled, nullptr, "pair", true, LIVE, "once connected, the contact's home asks no more"},
    {"deaf-agent", &Rules::goneBusy, nullptr, "pair", true, LIVE, "once busy, the agent's home asks no more"},
    {"no-hold-time", &Rules::noHoldT, &Rules::noVoid, "dead-agent-home", true, LIVE,
     "a hold ends only by the other home's word"},
    {"no-withdraw", &Rules::noWithdraw, nullptr, "dead-contact-home", true, LIVE,
     "an accepted agent waits for the contact's home for ever"},
    {"no-deadline", &Rules::noDeadline, &Rules::noVoid, "dead-contact-home", true, LIVE,
     "a reservation ends only by the other home's word"},
    {"heir-without-facts", &Rules::replaceLog, nullptr, "two-agents", false, S1,
     "a node that has only the log takes the home over"},
    {"two-holders", &Rules::zombie, nullptr, "two-agents", false, S1,
     "a home is replaced while the old holder still confirms"},
    {"report-without-turn", &Rules::stale, nullptr, "pair", false, S7, "reports and re-presentation carry no turn"},
    {"void-ends-contact", &Rules::voidConn, nullptr, "pair", false, S6,
     "the owner's void releases a connected contact"},
    {"void-ends-agent", &Rules::voidBusy, nullptr, "pair", false, S6, "the owner's void releases a busy agent"},
    {"any-room", &Rules::anyRoom, nullptr, "room-uneven", false, S2, "the agent's home compares no capacity"},
    {"no-raise-unfit", &Rules::keepUnfit, nullptr, "room-uneven", true, LIVE,
     "an offer that does not fit is refused, and no turn grows"},
    {"no-raise-beside", &Rules::raisePark, nullptr, "room", false, S4,
     "the agent's turn does not grow when a contact goes beside"},
    {"beside-is-over", &Rules::seatOver, nullptr, "room", false, S6,
     "what is beside is called over by its turn"},
    {"deaf-beside", &Rules::seatDeaf, nullptr, "room", true, LIVE, "once beside, the agent's home asks no more"},
    {"no-raise-left", &Rules::seatStays, nullptr, "room-uneven", true, LIVE,
     "the agent's turn does not grow when a contact beside is over"},
    {"never-beside", &Rules::noPark, nullptr, "room", true, LIVE, "who has room keeps the one offer"},
    {"ring-first-frees", &Rules::firstFrees, nullptr, "ring", false, S8,
     "a contact has its place again when one of those it rings for has withdrawn"},
    {"ring-second-accept", &Rules::second, nullptr, "ring", false, S1, "an ACCEPT after another's is confirmed too"},
    {"ring-over-slot", &Rules::overSlot, nullptr, "ring", false, S4,
     "ACCEPT is compared with the ring, not with the offers that are open"},
    {"ring-rejoin", &Rules::rejoin, nullptr, "ring", false, S4, "who has withdrawn may ring again by the same offer"},
    {"ring-gone-too-early", &Rules::ringEarly, nullptr, "ring", false, S4,
     "contact's home says GONE of an offer of its ring that may still come"},
    {"ring-strangers", &Rules::strangers, nullptr, "wild-ring", false, S4,
     "a hold takes offers of other rings and turns, too"},
    {"ring-deaf-losers", &Rules::deafLosers, nullptr, "ring", true, LIVE, "who has lost is not told"},
    {"(none, unreduced)", &Rules::none, nullptr, "pair", false, NOTHING,
     "no rule taken away, safety only, without the canonical form"},
    {"owner-frees", &Rules::ownerFrees, nullptr, "pair", true, NOTHING,
     "the owner's timeout frees contact and agent in the log without a report"},
    {"no-void", &Rules::noVoid, nullptr, "two-agents", true, NOTHING, "the owner never voids"},
    {"island-silent-no-raise", &Rules::isl, nullptr, "two-agents", true, NOTHING,
     "island entry drops holds without raising turns and without saying so"},
    {"island-keeps-holds", &Rules::isleKeeps, nullptr, "two-agents", true, NOTHING,
     "island entry leaves holds, reservations and turns as they are"},
    {"island-open", &Rules::isleOpen, nullptr, "two-agents", true, NOTHING, "an island also takes the owner's offers"},
};
static int depth(u32 id) {
    int d = 0;
    for (; id; id = parent[id]) d++;
    return d;
}
int main(int argc, char** argv) {
    const char* scope = argc > 1 ? argv[1] : nullptr;
    const char* mutation = argc > 2 ? argv[2] : nullptr;
    bool fine = true;
    auto run = [&](const Scope& x) {
        S = x;
        auto t0 = std::chrono::steady_clock::now();
        auto r = explore();
        double t = std::chrono::duration<double>(std::chrono::steady_clock::now() - t0).count();
        printf("%-18s %9lu states, %9lu with recovery, %5.1f s", S.name, r.safe, r.all, t);
        return r;
    };
    if (!mutation)
        for (auto& x : scopes)
            if (!scope || !strcmp(scope, x.name)) {
                auto r = run(x);
                puts(r.broken ? "  BROKEN" : "  holds");
                fine &= !r.broken;
                for (int p = 0; p < PROPS; p++)
                    if (r.broken >> p & 1) {
                        puts(props[p]);
                        trace(r.at[p]);
                    }
                fflush(stdout);
            }
    if (scope && !mutation) return !fine;
    for (auto& x : mutations)
        if (!mutation || !strcmp(mutation, x.name))
            for (auto& y : scopes)
                if (!strcmp(scope ? scope : x.scope, y.name)) {
                    m = Rules{};
                    m.*x.rule = true;
                    bool live = y.live && !m.none;
                    Scope z = y;
                    z.live = live;
                    if (x.also) m.*x.also = true;
                    plain = x.plain;
                    cap = x.expect == NOTHING ? 12000000 : 2500000;
                    cap_all = true;
                    printf("%-20s ", x.name);
                    auto r = run(z);
                    printf(" %s:", x.what);
                    for (int p = 0; p < PROPS; p++)
                        if (r.broken >> p & 1) printf(" %.2s(%d)", props[p], depth(r.at[p]));
                    if (!r.broken) printf(" nothing");
                    puts("");
                    if (mutation)
                        for (int p = 0; p < PROPS; p++)
                            if (r.broken >> p & 1) {
                                puts(props[p]);
                                trace(r.at[p]);
                            }
                    fine &= x.expect == NOTHING ? !r.broken : (r.broken >> x.expect & 1);
                    if (x.expect == NOTHING ? r.broken : !(r.broken >> x.expect & 1)) puts("   UNEXPECTED");
                    fflush(stdout);
                }
    puts(fine ? "as expected" : "NOT AS EXPECTED");
    return !fine;
}
