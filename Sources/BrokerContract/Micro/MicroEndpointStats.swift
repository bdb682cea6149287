// SPDX-License-Identifier: Apache-2.0

/// One endpoint of the service, counted.
public struct MicroEndpointStats: Codable, Hashable, Sendable {
    /// The endpoint.
    public var name: String
    /// Where it listens.
    public var subject: String
    /// The queue group it listens in.
    public var queueGroup: String
    /// Requests served, since the start.
    public var requests: Int
    /// Those that were refused, since the start.
    public var errors: Int
    /// The last refusal, `<number>:<message>`; empty when there was none.
    public var lastError: String
    /// Time spent, in nanoseconds.
    public var processingTimeNs: Int

    /// Puts a document together.
    public init(
        name: String, subject: String, queueGroup: String = Subjects.queueGroup, requests: Int = 0, errors: Int = 0,
        lastError: String = "", processingTimeNs: Int = 0
    ) {
        self.name = name
        self.subject = subject
        self.queueGroup = queueGroup
        self.requests = requests
        self.errors = errors
        self.lastError = lastError
        self.processingTimeNs = processingTimeNs
    }

    /// Reads what `encode` writes.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        name = try fields.decode(String.self, forKey: .name)
        subject = try fields.decode(String.self, forKey: .subject)
        queueGroup = try fields.decode(String.self, forKey: .queueGroup)
        requests = try fields.decode(Int.self, forKey: .requests)
        errors = try fields.decode(Int.self, forKey: .errors)
        lastError = try fields.decode(String.self, forKey: .lastError)
        processingTimeNs = try fields.decode(Int.self, forKey: .processingTimeNs)
    }

    /// Writes the counters with the average the protocol wants: nanoseconds a request.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(name, forKey: .name)
        try fields.encode(subject, forKey: .subject)
        try fields.encode(queueGroup, forKey: .queueGroup)
        try fields.encode(requests, forKey: .requests)
        try fields.encode(errors, forKey: .errors)
        try fields.encode(lastError, forKey: .lastError)
        try fields.encode(processingTimeNs, forKey: .processingTimeNs)
        try fields.encode(requests == 0 ? 0 : processingTimeNs / requests, forKey: .averageProcessingTimeNs)
    }

    private enum CodingKeys: String, CodingKey {
        case name, subject
        case queueGroup = "queue_group"
        case requests = "num_requests"
        case errors = "num_errors"
        case lastError = "last_error"
        case processingTimeNs = "processing_time"
        case averageProcessingTimeNs = "average_processing_time"
    }
}
