// SPDX-License-Identifier: Apache-2.0
// The callers and agents of app-queue.cpp. A site has one connection for each.
#include <memory>

#include "harness.hpp"
#include "lines.hpp"

using namespace beside;

namespace {

class Poller final : public System {
  public:
    explicit Poller(Load& load) : System(load), asked(std::size_t(load.agents)) {
        for (int site = 0; site < sites; site++) desks.push_back(connect());
    }
    int agentThreads() const override { return sites; }

    void call(int site) override {
        Lines lines = connect();
        Due& due = load.due[std::size_t(site)];
        pollfd either[] = {{lines.descriptor, POLLIN, 0}, {due.descriptor, POLLIN, 0}};
        load.seated++;
        while (true) {
            for (i64 id; due.pop(id);) {
                load.sent(id);
                say(lines, "E " + std::to_string(id) + " " + std::to_string(load.priority(id)));
            }
            poll(either, 2, -1);
            if (!either[0].revents) continue;
            if (!lines.read()) load.broken("app-queue closed the connection");
            for (std::string line; lines.next(line);) load.acknowledged(std::atoll(line.c_str() + 2));
        }
    }

    void serve(int site) override {
        Lines& lines = desks[std::size_t(site)];
        for (int agent = site; agent < load.agents; agent += sites) free(agent);
        load.seated++;
        while (true) {
            if (!lines.read()) load.broken("app-queue closed the connection");
            for (std::string line; lines.next(line);) {
                long long agent = 0, contact = 0;
                std::sscanf(line.c_str(), "O %lld %lld", &agent, &contact);
                load.offered(contact, asked.at(std::size_t(agent)));
                load.whenDone(contact, [this, agent] { free(agent); });
            }
        }
    }

  private:
    Lines connect() const {
        const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
        const sockaddr_in address = loopback(std::atoi(environment("PEER_PORT").c_str()));
        if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            load.broken("no app-queue at PEER_PORT");
        }
        return Lines(descriptor);
    }
    void free(i64 agent) {
        asked[std::size_t(agent)] = now();
        say(desks[std::size_t(agent % sites)], "F " + std::to_string(agent));
    }
    void say(const Lines& lines, const std::string& line) const {
        if (!lines.say(line)) load.broken("app-queue closed the connection");
    }

    std::deque<Lines> desks;
    // Each is written when its agent becomes free, and read when that one is offered something.
    std::vector<std::atomic<i64>> asked;
};

}  // namespace

int main(int count, char** words) {
    return drive(count, words, [](Load& load) { return std::make_unique<Poller>(load); });
}
