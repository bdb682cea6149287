// SPDX-License-Identifier: Apache-2.0
// What every driver is made of: contacts that fall due, what is recorded of them, threads of callers and of agents.
#pragma once
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace beside {

using i64 = std::int64_t;

inline constexpr int sites = 3;
inline constexpr i64 priorities = 10;

/// Nanoseconds of the machine's monotonic clock, the same in all processes.
inline i64 now() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return i64(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

/// A wrong run has no figures: it says what was wrong and ends.
[[noreturn]] inline void fail(const std::string& what) {
    std::fprintf(stderr, "error: %s\n", what.c_str());
    std::_Exit(1);
}

inline std::string environment(const char* name) {
    const char* value = std::getenv(name);
    if (!value) fail(std::string("no ") + name);
    return value;
}

/// What is recorded of a contact, as judge.py reads it. Times are nanoseconds; 0 where it did not happen.
struct Contact {
    i64 priority;      // higher is more urgent
    i64 scheduled;     // when it was due
    i64 sent;          // when its caller began to send it
    i64 acknowledged;  // when its caller knew it safe
    i64 asked;         // when the agent who got it had begun to be free for one
    i64 offered;       // when that agent had it, for the first time
    i64 found;         // when it was offered after the servers were killed and started again
};

/// Thrown where a server is gone, once that was to be expected: ends the thread.
struct Gone {};

/// The contacts of one site that are due and not sent yet.
class Due {
  public:
    /// Readable while something is due, for those who poll.
    const int descriptor = eventfd(0, EFD_NONBLOCK);

    void push(i64 id) {
        {
            const std::lock_guard lock(mutex);
            ids.push_back(id);
            if (ids.size() == 1) eventfd_write(descriptor, 1);
        }
        some.notify_one();
    }
    bool pop(i64& id) {
        const std::lock_guard lock(mutex);
        return popLocked(id);
    }
    /// The same, waiting for it.
    i64 take() {
        std::unique_lock lock(mutex);
        some.wait(lock, [this] { return !ids.empty(); });
        i64 id = 0;
        popLocked(id);
        return id;
    }

  private:
    bool popLocked(i64& id) {
        if (ids.empty()) {
            eventfd_t ignored;
            eventfd_read(descriptor, &ignored);
            return false;
        }
        id = ids.front();
        ids.pop_front();
        return true;
    }
    std::mutex mutex;
    std::condition_variable some;
    std::deque<i64> ids;
};

/// Wakes an idle agent for each contact that was acknowledged, where the system itself cannot.
class Bell {
  public:
    explicit Bell(int most) : most(most) {}
    void ring() {
        {
            const std::lock_guard lock(mutex);
            if (rings == most) return;
            rings++;
        }
        heard.notify_one();
    }
    void wait() {
        std::unique_lock lock(mutex);
        heard.wait(lock, [this] { return rings > 0; });
        rings--;
    }

  private:
    const int most;
    std::mutex mutex;
    std::condition_variable heard;
    int rings = 0;
};

/// The contacts of a run, in a file that the runner reads: whatever ends this process, it holds what was known.
class Load {
  public:
    static constexpr i64 contactsMax = 4'000'000;

    const int agents;
    /// Whether this only takes what is still there after the servers were started again.
    const bool isDrain;
    std::array<Due, sites> due;
    Bell bell;

    Load(const char* path, int agents, bool isDrain) : agents(agents), isDrain(isDrain), bell(agents) {
        const int file = open(path, O_RDWR | O_CREAT, 0644);
        struct stat about;
        if (file < 0 || fstat(file, &about) != 0) fail("cannot open the record file");
        if (isDrain) {
            count = about.st_size / i64(sizeof(Contact));
        } else if (ftruncate(file, contactsMax * i64(sizeof(Contact))) != 0) {
            fail("cannot make the record file as large as it may become");
        }
        const std::size_t bytes = std::size_t(isDrain ? count.load() : contactsMax) * sizeof(Contact);
        void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (memory == MAP_FAILED) fail("cannot map the record file");
        contacts = static_cast<Contact*>(memory);
        for (i64 id = 0; isDrain && id < count; id++) missing += isMissing(contacts[id]);
    }

    /// A contact falls due.
    void fallDue(i64 scheduled) {
        const i64 id = count.fetch_add(1);
        if (id >= contactsMax) fail("more contacts than a run can record");
        contacts[id].priority = i64(draw(2 * id) % std::uint64_t(priorities));
        contacts[id].scheduled = scheduled;
        due[std::size_t(id % sites)].push(id);
    }
    i64 priority(i64 id) const { return contacts[id].priority; }
    void sent(i64 id) { contacts[id].sent = now(); }
    void acknowledged(i64 id) {
        contacts[id].acknowledged = now();
        acknowledgements++;
        bell.ring();
    }
    /// An agent, free since `asked`, has the contact. Offered again, it is the first time that counts.
    void offered(i64 id, i64 asked) {
        if (id < 0 || id >= count) fail("offered a contact that nobody sent");
        Contact& contact = contacts[id];
        if (!isDrain) {
            if (contact.offered != 0) return;
            contact.asked = asked;
            contact.offered = now();
        } else if (contact.found == 0) {
            if (isMissing(contact)) missing--;
            contact.found = now();
            lastFound = now();
        }
    }
    /// Waits for as long as the agent has the contact. In a closed loop the next caller comes then.
    void awaitDone(i64 id) {
        if (const i64 hold = holdOf(id)) std::this_thread::sleep_for(std::chrono::nanoseconds(hold));
        finish();
    }
    /// The same, for who must not wait: at once if it is no time, else on a thread of the timers'.
    void whenDone(i64 id, std::function<void()> act) {
        const i64 hold = holdOf(id);
        if (hold == 0) {
            finish();
            return act();
        }
        const std::lock_guard lock(timersMutex);
        timers.emplace(now() + hold, std::move(act));
    }
    /// Acts as timers end, for ever.
    void runTimers() {
        while (true) {
            std::this_thread::sleep_for(std::chrono::microseconds(500));
            for (std::function<void()> act; takeTimer(act);) {
                finish();
                act();
            }
        }
    }

    /// The server is gone: wrong, until it was to be expected.
    [[noreturn]] void broken(const std::string& what) const {
        if (!isOver) fail(what);
        throw Gone{};
    }

    static bool isMissing(const Contact& contact) {
        return contact.acknowledged != 0 && contact.offered == 0 && contact.found == 0;
    }
    /// Evenly drawn, and the same in every run.
    static std::uint64_t draw(i64 number) {
        std::uint64_t x = std::uint64_t(number + 1) * 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    std::atomic<i64> count{0}, acknowledgements{0}, missing{0}, lastFound{0};
    /// Requests of agents that were refused: the system may do so, but it should show.
    std::atomic<i64> refusals{0};
    std::atomic<int> seated{0};
    std::atomic<bool> isOver{false}, isStopped{false};
    bool isClosedLoop = false;
    /// For how long an agent has a contact, on average; 0 for no time at all.
    i64 meanHold = 0;

  private:
    /// Exponentially drawn.
    i64 holdOf(i64 id) const {
        if (meanHold == 0 || isDrain) return 0;
        const double share = double(draw(2 * id + 1) >> 11) / double(1LL << 53);
        return i64(-std::log1p(-share) * double(meanHold));
    }
    void finish() {
        if (isClosedLoop && !isStopped) fallDue(now());
    }
    bool takeTimer(std::function<void()>& act) {
        const std::lock_guard lock(timersMutex);
        if (timers.empty() || timers.begin()->first > now()) return false;
        act = std::move(timers.begin()->second);
        timers.erase(timers.begin());
        return true;
    }

    Contact* contacts;
    std::mutex timersMutex;
    std::multimap<i64, std::function<void()>> timers;
};

/// A system beside others. Threads of callers and agents are the harness's; each says `load.seated++` when it is ready.
class System {
  public:
    explicit System(Load& load) : load(load) {}
    virtual ~System() = default;

    /// Before all threads: makes the queue, or after a restart gives back what was offered and not done.
    virtual void prepare() {}
    virtual int callersPerSite() const { return 1; }
    virtual int agentThreads() const { return load.agents; }
    /// One caller's thread: sends what is due at the site, and says what was acknowledged.
    virtual void call(int site) = 0;
    /// One agent's thread: takes contacts, one after another.
    virtual void serve(int agent) = 0;
    /// A thread of the system's own, if it has one.
    virtual void watch() {}

  protected:
    Load& load;
};

namespace detail {

inline void sleepUntil(i64 time) {
    const timespec until{time / 1'000'000'000, time % 1'000'000'000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) != 0) {
    }
}

template <class Body>
void start(Body body) {
    std::thread([body] {
        try {
            body();
        } catch (const Gone&) {
        }
    }).detach();
}

template <class Condition>
void await(const char* what, Condition condition) {
    const i64 end = now() + 120'000'000'000;
    while (!condition()) {
        if (now() > end) fail(std::string("not within 120 s: ") + what);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

inline void say(const char* word) {
    std::puts(word);
    std::fflush(stdout);
}

}  // namespace detail

/// `measure RECORDS AGENTS paced RATE MEAN-HOLD-MS WARM SECONDS`, or `full WAITING` for `paced RATE`: says "begin" and
/// "over" at the ends of the measured time, goes on until it is told a line, and says in JSON what it did.
/// `drain RECORDS AGENTS PATIENCE`: takes what is missing, until nothing is, or nothing came for so many seconds.
template <class Make>
int drive(int count, char** words, Make make) {
    const std::string verb = count > 1 ? words[1] : "";
    const bool isDrain = verb == "drain";
    if (isDrain ? count != 5 : verb != "measure" || count != 9) fail("bad arguments");
    static Load load(words[2], std::atoi(words[3]), isDrain);
    static const auto system = make(load);
    const auto seat = [](auto begin, int threads, const char* who) {
        const int before = load.seated;
        begin();
        detail::await(who, [&] { return load.seated >= before + threads; });
    };
    const auto agents = [] {
        detail::start([] { system->watch(); });
        for (int agent = 0; agent < system->agentThreads(); agent++) detail::start([agent] { system->serve(agent); });
    };

    system->prepare();
    if (isDrain) {
        const i64 patience = std::atoll(words[4]) * 1'000'000'000;
        load.lastFound = now();
        seat(agents, system->agentThreads(), "every agent has a connection");
        while (load.missing > 0 && now() - load.lastFound < patience) detail::sleepUntil(now() + 5'000'000);
        std::printf("{\"missing\": %lld}\n", static_cast<long long>(load.missing));
        std::fflush(stdout);
        std::_Exit(0);
    }

    const bool isPaced = std::string_view(words[4]) == "paced";
    const i64 rateOrWaiting = std::atoll(words[5]);
    load.meanHold = std::atoll(words[6]) * 1'000'000;
    if (load.meanHold > 0) detail::start([] { load.runTimers(); });
    const auto callers = [] {
        for (int caller = 0; caller < sites * system->callersPerSite(); caller++) {
            detail::start([caller] { system->call(caller % sites); });
        }
    };
    seat(callers, sites * system->callersPerSite(), "every caller has a connection");
    if (isPaced) {
        seat(agents, system->agentThreads(), "every agent has a connection");
        detail::start([rateOrWaiting] {
            const i64 first = now();
            for (i64 index = 0; !load.isStopped; index++) {
                const i64 scheduled = first + index * 1'000'000'000 / rateOrWaiting;
                detail::sleepUntil(scheduled);
                load.fallDue(scheduled);
            }
        });
    } else {
        for (i64 index = 0; index < rateOrWaiting; index++) load.fallDue(now());
        detail::await("the line is filled", [&] { return load.acknowledgements >= rateOrWaiting; });
        load.isClosedLoop = true;
        seat(agents, system->agentThreads(), "every agent has a connection");
    }

    detail::sleepUntil(now() + std::atoll(words[7]) * 1'000'000'000);
    const i64 begin = now();
    detail::say("begin");
    detail::sleepUntil(begin + std::atoll(words[8]) * 1'000'000'000);
    const i64 over = now();
    load.isOver = true;
    detail::say("over");
    // By now the servers are being killed. What they had answered before is still on its way here.
    while (std::getchar() != '\n' && !std::feof(stdin)) {
    }
    load.isStopped = true;
    std::printf(
        "{\"contacts\": %lld, \"begin\": %lld, \"over\": %lld, \"refusals\": %lld}\n",
        static_cast<long long>(load.count.load()), static_cast<long long>(begin), static_cast<long long>(over),
        static_cast<long long>(load.refusals.load()));
    std::fflush(stdout);
    std::_Exit(0);
}

}  // namespace beside
