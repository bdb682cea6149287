// SPDX-License-Identifier: Apache-2.0
// Redis: a sorted set is the queue, ZADD and ZPOPMIN its operations. One connection a thread, each reply awaited.
#include <hiredis/hiredis.h>

#include <cstring>

#include "../cpp/harness.hpp"

using namespace peers;

namespace {

struct Entry {
    u64 key;
    u64 id;
};

class Reply {
  public:
    explicit Reply(void* raw) : raw(static_cast<redisReply*>(raw)) {
        if (!raw) fail("redis closed the connection");
        if (this->raw->type == REDIS_REPLY_ERROR) fail(std::string("redis says ") + this->raw->str);
    }
    Reply(const Reply&) = delete;
    ~Reply() { freeReplyObject(raw); }
    redisReply* operator->() const { return raw; }

  private:
    redisReply* raw;
};

class Connection {
  public:
    explicit Connection(std::atomic<u64>& arrivals) : arrivals(arrivals) {
        const char* port = std::getenv("PEER_PORT");
        context = redisConnect("127.0.0.1", port ? std::atoi(port) : 0);
        if (!context || context->err) fail("no redis at PEER_PORT");
    }
    Connection(const Connection&) = delete;
    ~Connection() { redisFree(context); }

    Entry push(unsigned level, u64 id) { return putBack({key(level), id}); }
    Entry putBack(const Entry& entry) {
        // A score is a double and holds 53 bits exactly: 8 of level and 45 of arrival.
        Reply reply = ask("ZADD line %llu %llu", wide(entry.key), wide(entry.id));
        if (reply->integer != 1) fail("redis had that id already");
        return entry;
    }
    bool pop(Entry& entry) {
        Reply reply = ask("ZPOPMIN line");
        if (reply->elements == 0) return false;
        entry.id = std::strtoull(reply->element[0]->str, nullptr, 10);
        entry.key = u64(std::strtod(reply->element[1]->str, nullptr));
        return true;
    }
    bool cancel(const Entry& entry) { return ask("ZREM line %llu", wide(entry.id))->integer == 1; }

    Entry fill(unsigned level, u64 id) {
        const Entry entry{key(level), id};
        redisAppendCommand(context, "ZADD line %llu %llu", wide(entry.key), wide(entry.id));
        if (++unanswered == 1000) settle();
        return entry;
    }
    void settle() {
        for (; unanswered > 0; unanswered--) {
            void* raw = nullptr;
            redisGetReply(context, &raw);
            Reply reply(raw);
        }
    }
    long count() { return ask("ZCARD line")->integer; }

    template <class... Words>
    Reply ask(const char* format, Words... words) {
        return Reply(redisCommand(context, format, words...));
    }

  private:
    static unsigned long long wide(u64 value) { return value; }
    u64 key(unsigned level) { return u64(level) << 45 | arrivals.fetch_add(1, std::memory_order_relaxed); }

    std::atomic<u64>& arrivals;
    redisContext* context;
    int unanswered = 0;
};

class Line {
  public:
    static constexpr long remoteWork = 20'000;

    explicit Line(unsigned) : control(arrivals) {
        control.ask("FLUSHALL");
        empty = used();
    }
    Connection seat(Role) { return Connection(arrivals); }
    double bytesHeld() { return used() - empty; }

  private:
    double used() {
        Reply memory = control.ask("INFO memory");
        const char* found = std::strstr(memory->str, "used_memory:");
        if (!found) fail("redis does not say what memory it uses");
        return std::atof(found + std::strlen("used_memory:"));
    }
    std::atomic<u64> arrivals{0};
    Connection control;
    double empty = 0;
};

constexpr Peer all[] = {{"redis", Harness<Line>::run}};

}  // namespace

int main(int count, char** words) { return driver(all, count, words); }
