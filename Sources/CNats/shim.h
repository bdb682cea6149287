// SPDX-License-Identifier: Apache-2.0
// libnats as Debian 12 ships it (3.4.1 or later), and two things that it does not offer: to send many messages at once, and
// the public key of an ed25519 seed, by the libcrypto that libnats itself is linked with.
#pragma once
#include <nats/nats.h>
#include <openssl/evp.h>
#include <stddef.h>
#include <stdint.h>

#if NATS_VERSION_NUMBER < 0x030401
#error "libnats 3.4.1 or later is needed"
#endif

// What the Swift side relies on: enums travel as 32 bits, a message handle is one word, lengths are int.
_Static_assert(sizeof(natsStatus) == 4, "natsStatus is kept as 32 bits in NATSError.rawStatus");
_Static_assert(sizeof(natsConnStatus) == 4, "natsConnStatus is compared as 32 bits");
_Static_assert(sizeof(natsMsg *) == 8, "NATSMessageHandle is 8 bytes");
_Static_assert(sizeof(int) == 4, "payload lengths are limited to Int32.max");
_Static_assert(NATS_OK == 0, "NATS_OK is zero");

// What the library exports, uses itself and does not declare: without it whoever has many messages to send pays a system
// call for each, or waits a millisecond for a thread of the library's. The lock is recursive.
void natsConn_lockAndRetain(natsConnection *connection);
void natsConn_unlockAndRelease(natsConnection *connection);
natsStatus natsConn_bufferWrite(natsConnection *connection, const char *bytes, int length);
natsStatus natsConn_bufferFlush(natsConnection *connection);

/// Publishes a message, and writes whole messages after it, as the protocol has them. The library begins the write
/// deadline with the first, and refuses it when the connection is lost; `reply` may be NULL.
static inline natsStatus cnats_send(natsConnection *connection, const char *subject, const char *reply,
                                    const void *payload, int payload_length, const char *rest, int rest_length) {
    natsConn_lockAndRetain(connection);
    natsStatus status = reply == NULL
        ? natsConnection_Publish(connection, subject, payload, payload_length)
        : natsConnection_PublishRequest(connection, subject, reply, payload, payload_length);
    if (status == NATS_OK) status = natsConn_bufferWrite(connection, rest, rest_length);
    if (status == NATS_OK) status = natsConn_bufferFlush(connection);
    natsConn_unlockAndRelease(connection);
    return status;
}

/// Writes the 32-byte public key of a 32-byte ed25519 seed. Returns 1, or 0 when libcrypto refuses.
static inline int cnats_ed25519_public_key(const uint8_t *seed, uint8_t *public_key) {
    size_t length = 32;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
    if (key == NULL) return 0;
    int done = EVP_PKEY_get_raw_public_key(key, public_key, &length) == 1 && length == 32;
    EVP_PKEY_free(key);
    return done;
}
