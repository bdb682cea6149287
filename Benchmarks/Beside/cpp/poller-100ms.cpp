// SPDX-License-Identifier: Apache-2.0
// How FreeSWITCH's mod_callcenter matches, over PostgreSQL: one thread reads all who wait, in the order of a score of
// whole seconds, asks for each of them which agents there are, and sleeps 100 ms. What a real one does besides (tiers,
// strategies, checks, channels) is left out.
#include "sql.hpp"

using namespace beside;

namespace {

/// What an agent's phone rings with.
class Phone {
  public:
    void ring(i64 id) {
        {
            const std::lock_guard lock(mutex);
            contact = id;
        }
        rung.notify_one();
    }
    i64 answer() {
        std::unique_lock lock(mutex);
        rung.wait(lock, [this] { return contact >= 0; });
        return std::exchange(contact, -1);
    }

  private:
    std::mutex mutex;
    std::condition_variable rung;
    i64 contact = -1;
};

class Poller final : public System {
  public:
    explicit Poller(Load& load) : System(load), phones(std::size_t(load.agents)) {}

    void prepare() override {
        SQL(load).run(
            "CREATE TABLE IF NOT EXISTS members (uuid bigint PRIMARY KEY, joined_epoch bigint NOT NULL,"
            " base_score bigint NOT NULL, serving_agent bigint, state text NOT NULL);"
            "CREATE TABLE IF NOT EXISTS agents (name bigint PRIMARY KEY, status text NOT NULL, state text NOT NULL,"
            " last_offered_call bigint NOT NULL);"
            // After a restart everybody waits. A real one calls them abandoned: their calls are gone.
            "UPDATE members SET state = 'Waiting', serving_agent = NULL; DELETE FROM agents;"
            "INSERT INTO agents SELECT n, 'Available', 'Waiting', 0 FROM generate_series(0, " +
            std::to_string(load.agents - 1) + ") AS n");
    }
    int callersPerSite() const override { return 16; }

    void call(int site) override {
        SQL sql(load);
        // A level of priority is worth a day of waiting, so that it goes before.
        sql.prepare(
            "call",
            "INSERT INTO members VALUES ($1, floor(extract(epoch FROM clock_timestamp())), $2 * 86400, NULL,"
            " 'Waiting')");
        load.seated++;
        while (true) {
            const i64 id = load.due[std::size_t(site)].take();
            load.sent(id);
            sql.ask("call", {id, load.priority(id)});
            load.acknowledged(id);
        }
    }

    void watch() override {
        SQL sql(load);
        sql.run(notAwaited);
        sql.prepare(
            "members",
            "SELECT uuid, floor(extract(epoch FROM clock_timestamp())) - joined_epoch + base_score AS score"
            " FROM members WHERE state = 'Waiting' ORDER BY score DESC");
        sql.prepare(
            "agents", "SELECT name, state FROM agents WHERE status = 'Available' ORDER BY last_offered_call");
        sql.prepare(
            "try", "UPDATE members SET serving_agent = $1, state = 'Trying' WHERE uuid = $2 AND state = 'Waiting'");
        sql.prepare("ring", "UPDATE agents SET state = 'Receiving', last_offered_call = $2 WHERE name = $1");
        while (true) {
            const Rows members = sql.ask("members");
            for (int member = 0; member < members.count(); member++) {
                const Rows agents = sql.ask("agents");
                int free = 0;
                while (free < agents.count() && std::string_view(agents.text(free, 1)) != "Waiting") free++;
                if (free == agents.count()) continue;
                const i64 agent = agents.number(free, 0);
                sql.ask("try", {agent, members.number(member, 0)});
                sql.ask("ring", {agent, now() / 1'000'000'000});
                phones.at(std::size_t(agent)).ring(members.number(member, 0));
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    }

    void serve(int agent) override {
        SQL sql(load);
        sql.run(notAwaited);
        sql.prepare(
            "done",
            "WITH done AS (DELETE FROM members WHERE uuid = $1) UPDATE agents SET state = 'Waiting' WHERE name = $2");
        i64 asked = now();
        load.seated++;
        while (true) {
            const i64 id = phones[std::size_t(agent)].answer();
            load.offered(id, asked);
            load.awaitDone(id);
            asked = now();
            sql.ask("done", {id, agent});
        }
    }

  private:
    // Only who comes is on disk before that is acknowledged. Who rings where is a moment later: at worst again.
    static constexpr const char* notAwaited = "SET synchronous_commit = off";
    std::vector<Phone> phones;
};

}  // namespace

int main(int count, char** words) {
    return drive(count, words, [](Load& load) { return std::make_unique<Poller>(load); });
}
