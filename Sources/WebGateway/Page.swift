// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Hummingbird
import NIOCore

/// A file of the desk's page, as it is in `Pages/`.
enum Page: String, CaseIterable {
    case desk = "/"
    case style = "/desk.css"
    case script = "/desk.js"

    /// Its answer. Nothing but the gateway's own files may be loaded, run or asked, and nobody may frame it.
    var response: Response {
        let (bytes, type) =
            switch self {
            case .desk: (PackageResources.desk_html, "text/html; charset=utf-8")
            case .style: (PackageResources.desk_css, "text/css; charset=utf-8")
            case .script: (PackageResources.desk_js, "text/javascript; charset=utf-8")
            }
        let policy =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'"
        return Response(
            status: .ok,
            headers: [
                .contentType: type, .contentSecurityPolicy: policy, .xContentTypeOptions: "nosniff",
                .cacheControl: "no-cache",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
