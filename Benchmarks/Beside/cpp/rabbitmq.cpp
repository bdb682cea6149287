// SPDX-License-Identifier: Apache-2.0
// RabbitMQ: a durable classic queue with x-max-priority (quorum queues of this version have no priorities), persistent
// messages, publisher confirms. A caller publishes on without waiting for confirms; an agent has a prefetch of one.
#include <sys/time.h>

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>

#include <cstring>
#include <memory>

#include "harness.hpp"

using namespace beside;

namespace {

const amqp_bytes_t queue = amqp_cstring_bytes("line");
constexpr amqp_channel_t channel = 1;

class Connection {
  public:
    explicit Connection(const Load& load) : load(load), state(amqp_new_connection()) {
        amqp_socket_t* socket = amqp_tcp_socket_new(state);
        if (amqp_socket_open(socket, "127.0.0.1", std::atoi(environment("PEER_PORT").c_str())) != AMQP_STATUS_OK) {
            load.broken("no rabbitmq at PEER_PORT");
        }
        expect(amqp_login(state, "/", 0, 131'072, 0, AMQP_SASL_METHOD_PLAIN, "guest", "guest"), "log in");
        amqp_channel_open(state, channel);
        expect(amqp_get_rpc_reply(state), "open a channel");
    }
    Connection(const Connection&) = delete;
    ~Connection() { amqp_destroy_connection(state); }

    void expect(amqp_rpc_reply_t reply, const char* what) const {
        if (reply.reply_type != AMQP_RESPONSE_NORMAL) load.broken(std::string("rabbitmq does not ") + what);
    }

    const Load& load;
    amqp_connection_state_t state;
};

class RabbitMQ final : public System {
  public:
    using System::System;

    void prepare() override {
        Connection control(load);
        amqp_table_entry_t most{};
        most.key = amqp_cstring_bytes("x-max-priority");
        most.value.kind = AMQP_FIELD_KIND_I32;
        most.value.value.i32 = int(priorities) - 1;
        amqp_queue_declare(control.state, channel, queue, false, true, false, false, amqp_table_t{1, &most});
        control.expect(amqp_get_rpc_reply(control.state), "declare the queue");
    }

    void call(int site) override {
        Connection connection(load);
        amqp_confirm_select(connection.state, channel);
        connection.expect(amqp_get_rpc_reply(connection.state), "ask for confirms");
        Due& due = load.due[std::size_t(site)];
        std::deque<i64> unconfirmed;  // the first has the tag `first`; 0 for one that is confirmed already
        std::uint64_t first = 1;
        load.seated++;
        pollfd either[] = {{amqp_get_sockfd(connection.state), POLLIN, 0}, {due.descriptor, POLLIN, 0}};
        while (true) {
            for (i64 id; due.pop(id); unconfirmed.push_back(id)) publish(connection, id);
            poll(either, 2, -1);
            amqp_frame_t frame;
            timeval none{0, 0};
            int status;
            while ((status = amqp_simple_wait_frame_noblock(connection.state, &frame, &none)) == AMQP_STATUS_OK) {
                if (frame.frame_type != AMQP_FRAME_METHOD || frame.payload.method.id != AMQP_BASIC_ACK_METHOD) {
                    load.broken("rabbitmq does not confirm");
                }
                const auto* confirm = static_cast<amqp_basic_ack_t*>(frame.payload.method.decoded);
                const std::uint64_t last = confirm->delivery_tag;
                for (std::uint64_t tag = confirm->multiple ? first : last; tag <= last; tag++) {
                    i64& id = unconfirmed.at(tag - first);
                    if (id >= 0) load.acknowledged(id);
                    id = -1;
                }
                for (; !unconfirmed.empty() && unconfirmed.front() < 0; first++) unconfirmed.pop_front();
                amqp_maybe_release_buffers(connection.state);
            }
            if (status != AMQP_STATUS_TIMEOUT) load.broken("rabbitmq closed the connection");
        }
    }

    void serve(int) override {
        Connection connection(load);
        amqp_basic_qos(connection.state, channel, 0, 1, false);
        connection.expect(amqp_get_rpc_reply(connection.state), "limit what is on the way to an agent");
        i64 asked = now();
        amqp_basic_consume(
            connection.state, channel, queue, amqp_empty_bytes, false, false, false, amqp_empty_table);
        connection.expect(amqp_get_rpc_reply(connection.state), "consume");
        load.seated++;
        while (true) {
            amqp_envelope_t envelope;
            connection.expect(amqp_consume_message(connection.state, &envelope, nullptr, 0), "deliver");
            i64 id = -1;
            if (envelope.message.body.len == sizeof id) std::memcpy(&id, envelope.message.body.bytes, sizeof id);
            load.offered(id, asked);
            load.awaitDone(id);
            asked = now();
            if (amqp_basic_ack(connection.state, channel, envelope.delivery_tag, false) != AMQP_STATUS_OK) {
                load.broken("rabbitmq takes no acknowledgement");
            }
            amqp_destroy_envelope(&envelope);
            amqp_maybe_release_buffers(connection.state);
        }
    }

  private:
    void publish(Connection& connection, i64 id) {
        amqp_basic_properties_t properties{};
        properties._flags = AMQP_BASIC_PRIORITY_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG;
        properties.priority = std::uint8_t(load.priority(id));
        properties.delivery_mode = AMQP_DELIVERY_PERSISTENT;
        load.sent(id);
        const int status = amqp_basic_publish(
            connection.state, channel, amqp_empty_bytes, queue, false, false, &properties,
            amqp_bytes_t{sizeof id, &id});
        if (status != AMQP_STATUS_OK) load.broken("rabbitmq takes no publish");
    }
};

}  // namespace

int main(int count, char** words) {
    return drive(count, words, [](Load& load) { return std::make_unique<RabbitMQ>(load); });
}
