// SPDX-License-Identifier: Apache-2.0
// Bare JetStream, one R3 stream on file as a queue. BATCH of the environment: 1 publishes each contact by itself, not
// waiting for the one before; more is group commit: a site's contacts gather while its last publish is under way. The
// stream knows no priorities: first come, first served. What is pushed here waits for an agent, at most 256 messages.
#include <algorithm>
#include <cstring>

#include "nats.hpp"

using namespace beside;

namespace {

constexpr const char* streamName = "beside";
constexpr const char* deliverSubject = "beside.deliver";

/// A delivered message, until all of its contacts are done.
struct Delivery {
    const NATS* nats;
    natsMsg* message;
    std::atomic<int> left;
};
struct Ready {
    i64 id;
    Delivery* delivery;
};

/// What was pushed to any site, and no agent has yet. One for all: who is free gets what came elsewhere too.
class Inbox {
  public:
    void put(const NATS& nats, natsMsg* message) {
        const int contacts = natsMsg_GetDataLength(message) / int(sizeof(i64));
        auto* const delivery = new Delivery{&nats, message, {contacts}};
        {
            const std::lock_guard lock(mutex);
            for (int index = 0; index < contacts; index++) {
                i64 id;
                std::memcpy(&id, natsMsg_GetData(message) + std::size_t(index) * sizeof id, sizeof id);
                ready.push_back({id, delivery});
            }
        }
        contacts == 1 ? some.notify_one() : some.notify_all();
    }
    Ready take() {
        std::unique_lock lock(mutex);
        some.wait(lock, [this] { return !ready.empty(); });
        const Ready first = ready.front();
        ready.pop_front();
        return first;
    }
    void done(const Ready& taken) {
        if (--taken.delivery->left > 0) return;
        taken.delivery->nats->publish(natsMsg_GetReply(taken.delivery->message), nullptr, "+ACK");
        natsMsg_Destroy(taken.delivery->message);
        delete taken.delivery;
    }

  private:
    std::mutex mutex;
    std::condition_variable some;
    std::deque<Ready> ready;
};

struct Site {
    Site(const Load& load, int site) : nats(load, site) {
        nats.expect(natsConnection_JetStream(&jetStream, nats.raw, nullptr), "give its JetStream");
    }
    NATS nats;
    jsCtx* jetStream = nullptr;
};

class JetStream final : public System {
  public:
    explicit JetStream(Load& load) : System(load), batch(std::stoul(environment("BATCH"))) {
        for (int site = 0; site < sites; site++) siteList.push_back(std::make_unique<Site>(load, site));
    }

    void prepare() override {
        // The cluster needs a moment to elect who answers.
        detail::await("the stream and its consumer are there", [this] { return makeStream() && makeConsumer(); });
        for (const auto& site : siteList) {
            const NATS& nats = site->nats;
            site->nats.subscribe(deliverSubject, "agents", true, [this, &nats](natsMsg* message) {
                inbox.put(nats, message);
            });
        }
    }

    void call(int number) override {
        Site& site = *siteList[std::size_t(number)];
        Due& due = load.due[std::size_t(number)];
        load.seated++;
        if (batch > 1) return callInGroups(site, due);
        jsOptions options;
        jsOptions_Init(&options);
        options.PublishAsync.MaxPending = 100'000;
        options.PublishAsync.AckHandler = acknowledge;
        options.PublishAsync.AckHandlerClosure = &load;
        jsCtx* jetStream = nullptr;
        site.nats.expect(natsConnection_JetStream(&jetStream, site.nats.raw, &options), "give its JetStream");
        while (true) {
            const i64 id = due.take();
            load.sent(id);
            const natsStatus status = js_PublishAsync(jetStream, streamName, &id, sizeof id, nullptr);
            site.nats.expect(status, "take a publish");
        }
    }

    void serve(int) override {
        load.seated++;
        while (true) {
            const i64 asked = now();
            const Ready taken = inbox.take();
            load.offered(taken.id, asked);
            load.awaitDone(taken.id);
            inbox.done(taken);
        }
    }

  private:
    bool makeStream() {
        const char* subjects[] = {streamName};
        jsStreamConfig stream;
        jsStreamConfig_Init(&stream);
        stream.Name = streamName;
        stream.Subjects = subjects;
        stream.SubjectsLen = 1;
        stream.Retention = js_WorkQueuePolicy;
        stream.Storage = js_FileStorage;
        stream.Replicas = sites;
        return js_AddStream(nullptr, siteList[0]->jetStream, &stream, nullptr, nullptr) == NATS_OK;
    }
    bool makeConsumer() {
        jsConsumerConfig consumer;
        jsConsumerConfig_Init(&consumer);
        consumer.Durable = "agents";
        consumer.DeliverSubject = deliverSubject;
        consumer.DeliverGroup = "agents";
        consumer.AckPolicy = js_AckExplicit;
        consumer.AckWait = 10'000'000'000;
        consumer.MaxAckPending = 256;
        return js_AddConsumer(nullptr, siteList[0]->jetStream, streamName, &consumer, nullptr, nullptr) == NATS_OK;
    }

    void callInGroups(Site& site, Due& due) {
        std::vector<i64> group;
        while (true) {
            group.assign(1, due.take());
            for (i64 id; group.size() < batch && due.pop(id);) group.push_back(id);
            for (const i64 id : group) load.sent(id);
            jsErrCode code;
            const natsStatus status = js_Publish(
                nullptr, site.jetStream, streamName, group.data(), int(group.size() * sizeof(i64)), nullptr, &code);
            site.nats.expect(status, "acknowledge a publish");
            for (const i64 id : group) load.acknowledged(id);
        }
    }

    static void acknowledge(jsCtx*, natsMsg* message, jsPubAck* ack, jsPubAckErr* error, void* closure) {
        Load& load = *static_cast<Load*>(closure);
        i64 id;
        std::memcpy(&id, natsMsg_GetData(message), sizeof id);
        natsMsg_Destroy(message);
        if (ack) return load.acknowledged(id);
        if (!load.isOver) fail(std::string("nats does not acknowledge a publish: ") + (error ? error->ErrText : "?"));
    }

    const std::size_t batch;
    Inbox inbox;
    std::vector<std::unique_ptr<Site>> siteList;
};

}  // namespace

int main(int count, char** words) {
    return drive(count, words, [](Load& load) { return std::make_unique<JetStream>(load); });
}
