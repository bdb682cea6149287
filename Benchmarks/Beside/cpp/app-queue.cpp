// SPDX-License-Identifier: Apache-2.0
// How Asterisk's app_queue matches, as a server of its own: a list in memory, by priority and then arrival. Each caller
// looks for itself whether it is its turn, when it comes and then once a second: it is when fewer wait before it than
// agents are free. Nothing is stored. A real one has a thread for each caller; here one thread keeps all their clocks.
//
// In: "E <contact> <priority>" a caller comes, "F <agent>" an agent is free.
// Out: "A <contact>" it is in the list, "O <agent> <contact>" it is offered. Both go where caller and agent came from.
#include <poll.h>
#include <time.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <queue>
#include <vector>

#include "lines.hpp"

using namespace beside;

namespace {

using i64 = std::int64_t;

i64 milliseconds() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return i64(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000;
}

class AppQueue {
  public:
    void come(i64 contact, i64 priority, i64 at) {
        const Place place{-priority, arrivals++};
        waiting[place] = contact;
        look(place, at);
    }
    void free(i64 agent, Lines& desk) { agents.push_back({agent, &desk}); }
    /// All whose second is over look again; then the time until the next one's is, -1 if nobody waits.
    int lookAgain(i64 at) {
        while (!clocks.empty() && clocks.top().at <= at) {
            const Place place = clocks.top().place;
            clocks.pop();
            look(place, at);
        }
        return clocks.empty() ? -1 : int(clocks.top().at - at);
    }

  private:
    using Place = std::pair<i64, i64>;
    struct Clock {
        i64 at;
        Place place;
        bool operator<(const Clock& other) const { return at > other.at; }
    };
    struct Agent {
        i64 name;
        Lines* desk;
    };

    void look(const Place& place, i64 at) {
        std::size_t before = 0;
        for (auto one = waiting.begin(); before < agents.size() && one->first != place; one++) before++;
        if (before >= agents.size()) return clocks.push({at + 1000, place});
        const auto found = waiting.find(place);
        const Agent longestIdle = agents.front();
        agents.pop_front();
        longestIdle.desk->say("O " + std::to_string(longestIdle.name) + " " + std::to_string(found->second));
        waiting.erase(found);
    }

    std::map<Place, i64> waiting;
    std::priority_queue<Clock> clocks;
    std::deque<Agent> agents;
    i64 arrivals = 0;
};

}  // namespace

int main(int count, char** words) {
    const int door = socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in address = loopback(count == 2 ? std::atoi(words[1]) : 0);
    if (bind(door, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(door, 64) != 0) {
        std::perror("app-queue PORT");
        return 1;
    }
    AppQueue queue;
    std::vector<std::unique_ptr<Lines>> peers;
    std::vector<pollfd> all{{door, POLLIN, 0}};
    while (true) {
        poll(all.data(), all.size(), queue.lookAgain(milliseconds()));
        for (std::size_t index = 1; index < all.size(); index++) {
            if (!all[index].revents) continue;
            Lines& peer = *peers[index - 1];
            if (!peer.read()) all[index].fd = -1;
            for (std::string line; peer.next(line);) {
                long long first = 0, second = 0;
                std::sscanf(line.c_str() + 1, "%lld %lld", &first, &second);
                if (line[0] == 'E') {
                    peer.say("A " + std::to_string(first));
                    queue.come(first, second, milliseconds());
                } else {
                    queue.free(first, peer);
                }
            }
        }
        if (all[0].revents) {
            peers.push_back(std::make_unique<Lines>(accept(door, nullptr, nullptr)));
            all.push_back({peers.back()->descriptor, POLLIN, 0});
        }
    }
}
