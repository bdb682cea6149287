// SPDX-License-Identifier: Apache-2.0
// RabbitMQ: a queue with x-max-priority. One connection a thread; a publish awaits its confirm, what comes is acked.
#include <sys/time.h>

#include <amqp.h>
#include <amqp_tcp_socket.h>

#include <cstring>

#include "../cpp/harness.hpp"

using namespace peers;

namespace {

struct Entry {
    u64 id;
};

class Connection {
  public:
    Connection(unsigned levels, Role role) : levels(levels), role(role), state(amqp_new_connection()) {
        const char* port = std::getenv("PEER_PORT");
        amqp_socket_t* socket = amqp_tcp_socket_new(state);
        if (!port || amqp_socket_open(socket, "127.0.0.1", std::atoi(port)) != AMQP_STATUS_OK) {
            fail("no rabbitmq at PEER_PORT");
        }
        expect(amqp_login(state, "/", 0, 131'072, 0, AMQP_SASL_METHOD_PLAIN, "guest", "guest"), "log in");
        for (const amqp_channel_t channel : {confirmed, unconfirmed}) {
            amqp_channel_open(state, channel);
            expect(amqp_get_rpc_reply(state), "open a channel");
        }
        if (role == Role::consumer) {
            amqp_basic_qos(state, confirmed, 0, 64, false);
            expect(amqp_get_rpc_reply(state), "limit what is on the way to a consumer");
            amqp_basic_consume(state, confirmed, name, amqp_empty_bytes, false, false, false, amqp_empty_table);
            expect(amqp_get_rpc_reply(state), "consume");
        } else {
            amqp_confirm_select(state, confirmed);
            expect(amqp_get_rpc_reply(state), "ask for confirms");
        }
    }
    Connection(const Connection&) = delete;
    ~Connection() {
        amqp_connection_close(state, AMQP_REPLY_SUCCESS);
        amqp_destroy_connection(state);
    }

    Entry push(unsigned level, u64 id) {
        publish(confirmed, level, id);
        amqp_method_t confirm;
        if (amqp_simple_wait_method(state, confirmed, AMQP_BASIC_ACK_METHOD, &confirm) != AMQP_STATUS_OK) {
            fail("rabbitmq did not confirm a publish");
        }
        amqp_maybe_release_buffers(state);
        return {id};
    }
    bool pop(Entry& entry) { return role == Role::consumer ? consume(entry) : get(entry); }

    Entry fill(unsigned level, u64 id) {
        publish(unconfirmed, level, id);
        filled++;
        return {id};
    }
    void settle() {
        while (count() < filled) usleep(1000);
        filled = 0;
    }
    long count() {
        const amqp_queue_declare_ok_t* queue =
            amqp_queue_declare(state, unconfirmed, name, true, false, false, false, amqp_empty_table);
        expect(amqp_get_rpc_reply(state), "count");
        const long messages = queue->message_count;
        amqp_maybe_release_buffers(state);
        return messages;
    }

    void remove() {
        amqp_queue_delete(state, unconfirmed, name, false, false);
        expect(amqp_get_rpc_reply(state), "delete the queue");
    }
    void declare() {
        amqp_table_entry_t most{};
        most.key = amqp_cstring_bytes("x-max-priority");
        most.value.kind = AMQP_FIELD_KIND_I32;
        most.value.value.i32 = int(levels) - 1;
        amqp_queue_declare(state, unconfirmed, name, false, false, false, false, amqp_table_t{1, &most});
        expect(amqp_get_rpc_reply(state), "declare the queue");
    }

  private:
    static constexpr amqp_channel_t confirmed = 1, unconfirmed = 2;
    static inline const amqp_bytes_t name = amqp_cstring_bytes("line");

    static void expect(amqp_rpc_reply_t reply, const char* what) {
        if (reply.reply_type != AMQP_RESPONSE_NORMAL) fail(std::string("rabbitmq does not ") + what);
    }

    void publish(amqp_channel_t channel, unsigned level, u64 id) {
        amqp_basic_properties_t properties{};
        properties._flags = AMQP_BASIC_PRIORITY_FLAG;
        properties.priority = std::uint8_t(levels - 1 - level);  // here the highest is the most urgent
        const amqp_bytes_t body{sizeof id, &id};
        if (amqp_basic_publish(state, channel, amqp_empty_bytes, name, false, false, &properties, body) != 0) {
            fail("rabbitmq does not take a publish");
        }
    }

    bool get(Entry& entry) {
        const amqp_rpc_reply_t reply = amqp_basic_get(state, confirmed, name, false);
        expect(reply, "get");
        if (reply.reply.id == AMQP_BASIC_GET_EMPTY_METHOD) return false;
        const u64 tag = static_cast<amqp_basic_get_ok_t*>(reply.reply.decoded)->delivery_tag;
        amqp_message_t message;
        expect(amqp_read_message(state, confirmed, &message, 0), "send what was got");
        take(message, tag, entry);
        amqp_destroy_message(&message);
        amqp_maybe_release_buffers(state);
        return true;
    }

    bool consume(Entry& entry) {
        amqp_envelope_t envelope;
        const timeval patience{0, 1000};
        const amqp_rpc_reply_t reply = amqp_consume_message(state, &envelope, &patience, 0);
        if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION && reply.library_error == AMQP_STATUS_TIMEOUT) {
            return false;
        }
        expect(reply, "deliver");
        take(envelope.message, envelope.delivery_tag, entry);
        amqp_destroy_envelope(&envelope);
        amqp_maybe_release_buffers(state);
        return true;
    }

    void take(const amqp_message_t& message, u64 tag, Entry& entry) {
        if (message.body.len != sizeof entry.id) fail("rabbitmq delivers another body");
        std::memcpy(&entry.id, message.body.bytes, sizeof entry.id);
        if (amqp_basic_ack(state, confirmed, tag, false) != 0) fail("rabbitmq does not take an acknowledgement");
    }

    unsigned levels;
    Role role;
    amqp_connection_state_t state;
    long filled = 0;
};

class Line {
  public:
    static constexpr long remoteWork = 5'000;
    static constexpr std::string_view noCancel = "AMQP cannot name one of the messages that wait";
    static constexpr std::string_view noPutBack = "a nack that puts back has no answer to wait for";

    explicit Line(unsigned levels) : levels(levels), control(levels, Role::alone) {
        control.remove();
        control.declare();
    }
    ~Line() { control.remove(); }
    Connection seat(Role role) { return Connection(levels, role); }
    double bytesHeld() { return NAN; }

  private:
    unsigned levels;
    Connection control;
};

constexpr Peer all[] = {{"rabbitmq", Harness<Line>::run}};

}  // namespace

int main(int count, char** words) { return driver(all, count, words); }
