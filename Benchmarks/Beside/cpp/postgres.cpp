// SPDX-License-Identifier: Apache-2.0
// PostgreSQL: a table is the line. An agent has a contact as long as a transaction has its row locked; its next step
// (delete what is done, commit, lock the first that nobody has locked) is one message, and one commit a contact.
#include "sql.hpp"

using namespace beside;

namespace {

class PostgreSQL final : public System {
  public:
    using System::System;

    void prepare() override {
        SQL(load).run(
            "CREATE TABLE IF NOT EXISTS contacts (id bigint PRIMARY KEY, priority bigint NOT NULL,"
            " arrival bigint GENERATED ALWAYS AS IDENTITY);"
            "CREATE INDEX IF NOT EXISTS line ON contacts (priority DESC, arrival)");
    }
    int callersPerSite() const override { return 16; }

    void call(int site) override {
        SQL sql(load);
        sql.prepare("call", "INSERT INTO contacts (id, priority) VALUES ($1, $2)");
        load.seated++;
        while (true) {
            const i64 id = load.due[std::size_t(site)].take();
            load.sent(id);
            sql.ask("call", {id, load.priority(id)});
            load.acknowledged(id);
        }
    }

    void serve(int) override {
        SQL sql(load);
        // A contact that was done is on disk a moment later: at worst it is offered again, as with brokers.
        sql.run(
            "SET synchronous_commit = off;"
            "PREPARE done AS DELETE FROM contacts WHERE id = $1;"
            "PREPARE take AS SELECT id FROM contacts ORDER BY priority DESC, arrival LIMIT 1 FOR UPDATE SKIP LOCKED;"
            "BEGIN");
        std::string finished;
        load.seated++;
        while (true) {
            const i64 asked = now();
            const Rows first = sql.run(finished + "COMMIT; BEGIN; EXECUTE take");
            finished.clear();
            if (first.count() == 0) {
                load.bell.wait();
                continue;
            }
            finished = std::string("EXECUTE done(") + first.text(0, 0) + "); ";
            load.offered(first.number(0, 0), asked);
            load.awaitDone(first.number(0, 0));
        }
    }
};

}  // namespace

int main(int count, char** words) {
    return drive(count, words, [](Load& load) { return std::make_unique<PostgreSQL>(load); });
}
