// SPDX-License-Identifier: Apache-2.0
internal import CNats

/// What threads owe to the client library.
public enum NATSThread {
    /// Frees what the client library keeps for the calling thread (its last error).
    ///
    /// To be called by every thread of our own that used this module, as its last action before it ends. Not needed in
    /// callbacks.
    public static func release() { nats_ReleaseThreadMemory() }
}
