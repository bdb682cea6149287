// SPDX-License-Identifier: Apache-2.0
// Connections to a NATS cluster: a site's goes to its own server, and ends when that ends.
#pragma once
#include <nats/nats.h>

#include <functional>
#include <memory>
#include <sstream>
#include <vector>

#include "harness.hpp"

namespace beside {

using Heard = std::function<void(natsMsg*)>;

class NATS {
  public:
    NATS(const Load& load, int site) : load(load) {
        std::istringstream servers(environment("PEER_SERVERS"));
        std::string server;
        for (int index = 0; index <= site; index++) servers >> server;
        natsOptions* options = nullptr;
        natsOptions_Create(&options);
        natsOptions_SetURL(options, server.c_str());
        natsOptions_SetAllowReconnect(options, false);
        natsOptions_SetSendAsap(options, true);
        const natsStatus status = natsConnection_Connect(&raw, options);
        natsOptions_Destroy(options);
        expect(status, "connect");
    }
    NATS(const NATS&) = delete;

    void expect(natsStatus status, const char* what) const {
        if (status != NATS_OK) load.broken(std::string("nats does not ") + what + ": " + natsStatus_GetText(status));
    }
    void publish(const char* subject, const char* reply, std::string_view body) const {
        expect(
            reply ? natsConnection_PublishRequest(raw, subject, reply, body.data(), int(body.size()))
                  : natsConnection_Publish(raw, subject, body.data(), int(body.size())),
            "publish");
    }
    /// For good: what hears lives as long as the process. The message is destroyed after it, unless `keeps`.
    void subscribe(const std::string& subject, const char* group, bool keeps, Heard heard) {
        struct Ear {
            Heard heard;
            bool keeps;
        };
        natsSubscription* subscription = nullptr;
        const auto hear = [](natsConnection*, natsSubscription*, natsMsg* message, void* closure) {
            const Ear* ear = static_cast<Ear*>(closure);
            try {
                ear->heard(message);
            } catch (const Gone&) {
            }
            if (!ear->keeps) natsMsg_Destroy(message);
        };
        Ear* const ear = new Ear{std::move(heard), keeps};
        expect(
            group ? natsConnection_QueueSubscribe(&subscription, raw, subject.c_str(), group, hear, ear)
                  : natsConnection_Subscribe(&subscription, raw, subject.c_str(), hear, ear),
            "subscribe");
        natsSubscription_SetPendingLimits(subscription, -1, -1);
        expect(natsConnection_Flush(raw), "flush");
    }

    const Load& load;
    natsConnection* raw = nullptr;
};

}  // namespace beside
