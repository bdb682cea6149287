// SPDX-License-Identifier: Apache-2.0
// libcrypto 3, and the few of its calls that need macros, unions or parameter lists Swift cannot write well.
// Every function returns 1 for success and 0 for failure, as libcrypto does.
#pragma once
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <stddef.h>
#include <stdint.h>

/// AES-256-GCM: writes `count` bytes of ciphertext and a tag of 16. The cipher is fetched once by the caller.
static inline int copenssl_gcm_seal(
    const EVP_CIPHER *cipher, const uint8_t *key, const uint8_t *nonce, const uint8_t *associated,
    int associatedCount, const uint8_t *plain, int count, uint8_t *out, uint8_t *tag) {
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int written = 0;
    int ok = context != NULL && EVP_EncryptInit_ex2(context, cipher, key, nonce, NULL) == 1
        && (associatedCount == 0
            || EVP_EncryptUpdate(context, NULL, &written, associated, associatedCount) == 1)
        && (count == 0 || EVP_EncryptUpdate(context, out, &written, plain, count) == 1)
        && EVP_EncryptFinal_ex(context, out + count, &written) == 1
        && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, tag) == 1;
    EVP_CIPHER_CTX_free(context);
    return ok;
}

/// AES-256-GCM: writes `count` bytes of plain text. After a failure they must not be used.
static inline int copenssl_gcm_open(
    const EVP_CIPHER *cipher, const uint8_t *key, const uint8_t *nonce, const uint8_t *associated,
    int associatedCount, const uint8_t *sealed, int count, const uint8_t *tag, uint8_t *out) {
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int written = 0;
    int ok = context != NULL && EVP_DecryptInit_ex2(context, cipher, key, nonce, NULL) == 1
        && (associatedCount == 0
            || EVP_DecryptUpdate(context, NULL, &written, associated, associatedCount) == 1)
        && (count == 0 || EVP_DecryptUpdate(context, out, &written, sealed, count) == 1)
        && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, (void *)tag) == 1
        && EVP_DecryptFinal_ex(context, out + count, &written) == 1;
    EVP_CIPHER_CTX_free(context);
    return ok;
}

/// Begins HMAC-SHA-256; NULL for failure. The algorithm is fetched once by the caller, who frees the context.
static inline EVP_MAC_CTX *copenssl_hmac_begin(EVP_MAC *algorithm, const uint8_t *key, size_t keyCount) {
    EVP_MAC_CTX *context = EVP_MAC_CTX_new(algorithm);
    char digest[] = "SHA256";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
    if (context != NULL && EVP_MAC_init(context, key, keyCount, parameters) == 1) return context;
    EVP_MAC_CTX_free(context);
    return NULL;
}

/// HMAC-SHA-256; `out` takes 32 bytes. The algorithm is fetched once by the caller.
static inline int copenssl_hmac(
    EVP_MAC *algorithm, const uint8_t *key, size_t keyCount, const uint8_t *bytes, size_t count, uint8_t *out) {
    EVP_MAC_CTX *context = copenssl_hmac_begin(algorithm, key, keyCount);
    size_t written = 0;
    int ok = context != NULL && (count == 0 || EVP_MAC_update(context, bytes, count) == 1)
        && EVP_MAC_final(context, out, &written, 32) == 1 && written == 32;
    EVP_MAC_CTX_free(context);
    return ok;
}

/// HKDF-SHA-256 of RFC 5869, extract and expand.
static inline int copenssl_hkdf(
    EVP_KDF *algorithm, const uint8_t *key, size_t keyCount, const uint8_t *salt, size_t saltCount,
    const uint8_t *info, size_t infoCount, uint8_t *out, size_t count) {
    EVP_KDF_CTX *context = EVP_KDF_CTX_new(algorithm);
    char digest[] = "SHA256";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)key, keyCount),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)salt, saltCount),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)info, infoCount),
        OSSL_PARAM_construct_end()};
    int ok = context != NULL && EVP_KDF_derive(context, out, count, parameters) == 1;
    EVP_KDF_CTX_free(context);
    return ok;
}
