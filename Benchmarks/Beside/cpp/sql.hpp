// SPDX-License-Identifier: Apache-2.0
// A connection to PostgreSQL: statements with numbers in, and one answer at a time.
#pragma once
#include <libpq-fe.h>

#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

#include "harness.hpp"

namespace beside {

class Rows {
  public:
    explicit Rows(PGresult* raw) : raw(raw, &PQclear) {}
    int count() const { return PQntuples(raw.get()); }
    const char* text(int row, int column) const { return PQgetvalue(raw.get(), row, column); }
    i64 number(int row, int column) const { return std::atoll(text(row, column)); }

  private:
    std::unique_ptr<PGresult, decltype(&PQclear)> raw;
};

class SQL {
  public:
    explicit SQL(const Load& load) : load(load) {
        const std::string where = "host=127.0.0.1 user=beside dbname=postgres port=" + environment("PEER_PORT");
        raw = PQconnectdb(where.c_str());
        if (PQstatus(raw) != CONNECTION_OK) load.broken(std::string("no postgres: ") + PQerrorMessage(raw));
    }
    SQL(const SQL&) = delete;
    ~SQL() { PQfinish(raw); }

    /// Statements, and the answer of the last.
    Rows run(const std::string& text) { return checked(PQexec(raw, text.c_str())); }
    void prepare(const char* name, const char* text) { checked(PQprepare(raw, name, text, 0, nullptr)); }
    /// A prepared statement; each numbered parameter is a bigint.
    Rows ask(const char* name, std::initializer_list<i64> numbers = {}) {
        std::vector<std::string> texts;
        std::vector<const char*> values;
        for (const i64 number : numbers) texts.push_back(std::to_string(number));
        for (const std::string& text : texts) values.push_back(text.c_str());
        return checked(PQexecPrepared(raw, name, int(values.size()), values.data(), nullptr, nullptr, 0));
    }

  private:
    Rows checked(PGresult* result) {
        const ExecStatusType status = PQresultStatus(result);
        Rows rows(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
            load.broken(std::string("postgres says ") + PQerrorMessage(raw));
        }
        return rows;
    }
    const Load& load;
    PGconn* raw;
};

}  // namespace beside
