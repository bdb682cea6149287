// SPDX-License-Identifier: Apache-2.0
// Redis: a sorted set is the line, and a hash holds what was taken and is not done. A caller's commands are pipelined;
// an agent's next step (drop what is done, take the first, remember it) is one script, so that nothing falls between.
#include <hiredis/hiredis.h>

#include <cstring>
#include <memory>

#include "harness.hpp"

using namespace beside;

namespace {

constexpr const char* takeScript =
    "if ARGV[1] ~= '' then redis.call('HDEL', 'taken', ARGV[1]) end\n"
    "local first = redis.call('ZPOPMIN', 'line')\n"
    "if not first[1] then return false end\n"
    "redis.call('HSET', 'taken', first[1], first[2])\n"
    "return first[1]";
constexpr const char* giveBackScript =
    "local all = redis.call('HGETALL', 'taken')\n"
    "for i = 1, #all, 2 do redis.call('ZADD', 'line', all[i + 1], all[i]) end\n"
    "redis.call('DEL', 'taken')\n"
    "return redis.status_reply('OK')";

using Reply = std::unique_ptr<redisReply, decltype(&freeReplyObject)>;

class Connection {
  public:
    explicit Connection(const Load& load) : load(load) {
        context = redisConnect("127.0.0.1", std::atoi(environment("PEER_PORT").c_str()));
        if (!context || context->err) load.broken("no redis at PEER_PORT");
    }
    Connection(const Connection&) = delete;
    ~Connection() { redisFree(context); }

    template <class... Words>
    Reply ask(const char* format, Words... words) {
        return checked(redisCommand(context, format, words...));
    }
    Reply checked(void* raw) {
        if (!raw) load.broken("redis closed the connection");
        Reply reply(static_cast<redisReply*>(raw), &freeReplyObject);
        if (reply->type == REDIS_REPLY_ERROR) load.broken(std::string("redis says ") + reply->str);
        return reply;
    }
    redisContext* context;

  private:
    const Load& load;
};

class Redis final : public System {
  public:
    using System::System;

    void prepare() override {
        Connection control(load);
        const Reply loaded = control.ask("SCRIPT LOAD %s", takeScript);
        script = loaded->str;
        // After a restart: what was taken and not done waits again.
        control.ask("EVAL %s 0", giveBackScript);
    }

    void call(int site) override {
        Connection connection(load);
        redisContext* const context = connection.context;
        std::deque<i64> unanswered;
        load.seated++;
        pollfd either[] = {{context->fd, POLLIN, 0}, {load.due[std::size_t(site)].descriptor, POLLIN, 0}};
        while (true) {
            for (i64 id; load.due[std::size_t(site)].pop(id); unanswered.push_back(id)) {
                load.sent(id);
                redisAppendCommand(context, "ZADD line %llu %lld", score(id), static_cast<long long>(id));
            }
            for (int isWritten = 0; !isWritten;) {
                if (redisBufferWrite(context, &isWritten) != REDIS_OK) load.broken("redis takes no command");
            }
            poll(either, 2, -1);
            if (!either[0].revents) continue;
            if (redisBufferRead(context) != REDIS_OK) load.broken("redis closed the connection");
            for (void* raw = nullptr; redisGetReplyFromReader(context, &raw) == REDIS_OK && raw; raw = nullptr) {
                connection.checked(raw);
                load.acknowledged(unanswered.front());
                unanswered.pop_front();
            }
        }
    }

    void serve(int) override {
        Connection connection(load);
        std::string finished;
        load.seated++;
        while (true) {
            const i64 asked = now();
            const Reply first = connection.ask("EVALSHA %s 0 %s", script.c_str(), finished.c_str());
            finished.clear();
            if (first->type == REDIS_REPLY_NIL) {
                load.bell.wait();
                continue;
            }
            finished = first->str;
            load.offered(std::atoll(first->str), asked);
            load.awaitDone(std::atoll(first->str));
        }
    }

  private:
    /// A score is a double and holds 53 bits exactly: 8 of priority, and 45 of microseconds by the caller's clock.
    unsigned long long score(i64 id) const {
        return static_cast<unsigned long long>((255 - load.priority(id)) << 45 | (now() / 1000 & ((i64(1) << 45) - 1)));
    }
    std::string script;
};

}  // namespace

int main(int count, char** words) {
    return drive(count, words, [](Load& load) { return std::make_unique<Redis>(load); });
}
