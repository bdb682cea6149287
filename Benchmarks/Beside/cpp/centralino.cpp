// SPDX-License-Identifier: Apache-2.0
// Centralino, by its contract: contact.enqueue at the contact's site; each agent's desk accepts what rings, and ends
// the conversation. Whole lives, without wrap-up: an agent is free as soon as the end is known.
#include <algorithm>

#include "nats.hpp"

using namespace beside;

namespace {

/// A text member of a document, picked out without decoding all of it; empty if there is none.
std::string_view member(std::string_view document, std::string_view key) {
    const std::size_t found = document.find(key);
    if (found == std::string_view::npos) return {};
    const std::size_t begin = found + key.size();
    return document.substr(begin, document.find('"', begin) - begin);
}

std::string_view body(natsMsg* message) {
    return {natsMsg_GetData(message), std::size_t(natsMsg_GetDataLength(message))};
}

bool isError(natsMsg* message) {
    const char* code = nullptr;
    return natsMsg_IsNoResponders(message) || natsMsgHeader_Get(message, "Nats-Service-Error-Code", &code) == NATS_OK;
}

i64 numberAfter(std::string_view text, char mark) {
    const std::size_t at = text.rfind(mark);
    return at == std::string_view::npos ? -1 : std::atoll(std::string(text.substr(at + 1)).c_str());
}

/// What a desk knows. One thread at a time touches it: the one that hears of an offer, then the one that hears the
/// answer to the accept, then the one that ends it; and only then can another offer come.
struct Desk {
    std::string lastOffer;
    std::string contact;
    std::string contactSite;
    std::atomic<i64> asked{0};
};

class Centralino final : public System {
  public:
    explicit Centralino(Load& load)
        : System(load), prefix("centralino." + environment("PEER_POOL")), desks(std::size_t(load.agents)) {
        for (int site = 0; site < sites; site++) {
            links.push_back(std::make_unique<NATS>(load, site));
            natsInbox* inbox = nullptr;
            links.back()->expect(natsInbox_Create(&inbox), "make an inbox");
            inboxes.push_back(inbox);
            natsInbox_Destroy(inbox);
            const auto hear = [this](natsMsg* message) { answered(message); };
            links.back()->subscribe(inboxes.back() + ".*", nullptr, false, hear);
        }
    }
    int agentThreads() const override { return sites; }

    void call(int site) override {
        load.seated++;
        while (true) {
            const i64 id = load.due[std::size_t(site)].take();
            load.sent(id);
            const std::string text = "{\"id\":\"c-" + std::to_string(id) + "\",\"topic\":\"bench\",\"priority\":" +
                                     std::to_string(load.priority(id)) + "}";
            request(site, site, "contact.enqueue", "e-" + std::to_string(id), text);
        }
    }

    /// All desks of a site: what they do they do when they hear something; here they log in, and say that they live.
    void serve(int site) override {
        NATS& link = *links[std::size_t(site)];
        link.subscribe(prefix + ".evt." + name(site) + ".agent.*", nullptr, false, [this, site](natsMsg* message) {
            hear(site, body(message));
        });
        std::string list;
        for (int agent = site; agent < load.agents; agent += sites) {
            desks[std::size_t(agent)].asked = now();
            const std::string text =
                "{\"agent\":\"" + agentName(agent) + "\",\"topics\":{\"bench\":1},\"intent\":\"available\"}";
            natsMsg* answer = nullptr;
            link.expect(
                natsConnection_RequestString(
                    &answer, link.raw, (prefix + ".req." + name(site) + ".agent.login").c_str(), text.c_str(), 20'000),
                "log an agent in");
            if (isError(answer)) fail("agent.login: " + std::string(body(answer)));
            natsMsg_Destroy(answer);
            list += (list.empty() ? "\"" : ",\"") + agentName(agent) + "\"";
        }
        load.seated++;
        while (true) {
            std::this_thread::sleep_for(std::chrono::seconds(4));
            request(site, site, "agent.heartbeat", "h-0", "{\"agents\":[" + list + "]}");
        }
    }

  private:
    static std::string name(int site) { return "site-" + std::to_string(site + 1); }
    /// After a restart others: the first may still be held by what they had.
    std::string agentName(int agent) const { return (load.isDrain ? "d-" : "a-") + std::to_string(agent); }

    void request(int via, int site, const char* verb, const std::string& token, const std::string& text) {
        const std::string inbox = inboxes[std::size_t(via)] + "." + token;
        const std::string subject = prefix + ".req." + name(site) + "." + verb;
        links[std::size_t(via)]->publish(subject.c_str(), inbox.c_str(), text);
    }

    void hear(int site, std::string_view event) {
        const std::string_view kind = member(event, "\"event\":\"");
        if (kind != "offer") return;
        const std::string_view agent = member(event, "\"id\":\"");
        if (agent.substr(0, 2) != (load.isDrain ? "d-" : "a-")) return;
        const i64 number = numberAfter(agent, '-');
        Desk& desk = desks.at(std::size_t(number));
        const std::string_view offer = member(event, "\"offer\":\"");
        if (offer == desk.lastOffer) return;  // said again until it is answered
        desk.lastOffer = offer;
        desk.contact = member(event, "\"contact\":\"");
        desk.contactSite = member(event, "\"contactSite\":\"");
        load.offered(numberAfter(desk.contact, '-'), desk.asked);
        request(
            site, site, "offer.accept", "a-" + std::to_string(number),
            "{\"offer\":\"" + desk.lastOffer + "\",\"agent\":\"" + std::string(agent) + "\"}");
    }

    void answered(natsMsg* message) {
        const std::string_view subject = natsMsg_GetSubject(message);
        const i64 number = numberAfter(subject, '-');
        const char what = subject[subject.rfind('.') + 1];
        if (isError(message)) {
            if (what == 'e' && !load.isOver) fail("contact.enqueue: " + std::string(body(message)));
            load.refusals++;
        } else if (what == 'e') {
            load.acknowledged(number);
        } else if (what == 'a') {
            Desk& desk = desks.at(std::size_t(number));
            load.whenDone(numberAfter(desk.contact, '-'), [this, &desk] {
                const int site = int(numberAfter(desk.contactSite, '-')) - 1;
                desk.asked = now();
                request(site, site, "contact.end", "x-0", "{\"id\":\"" + desk.contact + "\"}");
            });
        }
    }

    const std::string prefix;
    std::vector<std::unique_ptr<NATS>> links;
    std::vector<std::string> inboxes;
    std::vector<Desk> desks;
};

}  // namespace

int main(int count, char** words) {
    return drive(count, words, [](Load& load) { return std::make_unique<Centralino>(load); });
}
