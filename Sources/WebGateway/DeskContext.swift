// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import NIOCore

/// What belongs to one request: the library's own, and the connection to the browser, which may have to be cut.
struct DeskContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
