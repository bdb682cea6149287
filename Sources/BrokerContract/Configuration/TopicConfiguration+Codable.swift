// SPDX-License-Identifier: Apache-2.0

extension TopicConfiguration: Codable {
    private enum CodingKeys: String, CodingKey {
        case priority, strategy, offerTimeout, noAnswer, wrapUp, serviceLevel, shortAbandon, maxWaiting, maxWait
        case calendar, callback, overflow, refuseWhen, leaveWhen, leaveAfter, escalateTo, maxLevel, relax, lastAgent
        case redial, ring, dispositions, rejectDelay, busyDelay, appointments, calendars
    }

    /// Every setting, with how it is read and written.
    private static let settings = [
        Setting(.priority, \.priority), Setting(.strategy, \.strategy), Setting(.offerTimeout, \.offerTimeout),
        Setting(.noAnswer, \.noAnswer), Setting(.wrapUp, \.wrapUp), Setting(.serviceLevel, \.serviceLevel),
        Setting(.shortAbandon, \.shortAbandon), Setting(.maxWaiting, \.maxWaiting), Setting(.maxWait, \.maxWait),
        Setting(.calendar, \.calendar), Setting(.callback, \.callback), Setting(.overflow, \.overflow),
        Setting(.refuseWhen, \.refuseWhen), Setting(.leaveWhen, \.leaveWhen), Setting(.leaveAfter, \.leaveAfter),
        Setting(.escalateTo, \.escalateTo), Setting(.maxLevel, \.maxLevel), Setting(.relax, \.relax),
        Setting(.lastAgent, \.lastAgent), Setting(.redial, \.redial), Setting(.ring, \.ring),
        Setting(.dispositions, \.dispositions), Setting(.rejectDelay, \.rejectDelay), Setting(.busyDelay, \.busyDelay),
        Setting(.appointments, \.appointments), Setting(.calendars, \.calendars),
    ]

    /// What every topic has that says nothing.
    private static let usual = TopicConfiguration()

    /// Reads what `encode` writes: what is left out has its default.
    public init(from decoder: any Decoder) throws {
        self.init()
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        for setting in Self.settings { try setting.read(&self, fields) }
    }

    /// Writes every setting but those that are nil; in the short form, those that differ from the default.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        let isShort = encoder.userInfo[.leavesDefaultsOut] != nil
        for setting in Self.settings where !isShort || setting.differs(self, Self.usual) {
            try setting.write(self, &fields)
        }
    }

    /// One of them, whatever its type.
    private struct Setting: Sendable {
        let differs: @Sendable (TopicConfiguration, TopicConfiguration) -> Bool
        let write: @Sendable (TopicConfiguration, inout KeyedEncodingContainer<CodingKeys>) throws -> Void
        let read: @Sendable (inout TopicConfiguration, KeyedDecodingContainer<CodingKeys>) throws -> Void

        init<Value: Codable & Equatable & Sendable>(
            _ key: CodingKeys, _ path: any WritableKeyPath<TopicConfiguration, Value> & Sendable
        ) {
            differs = { $0[keyPath: path] != $1[keyPath: path] }
            write = { try $1.encode($0[keyPath: path], forKey: key) }
            read = { topic, fields in
                guard let value = try fields.decodeIfPresent(Value.self, forKey: key) else { return }
                topic[keyPath: path] = value
            }
        }

        /// One whose default is that there is none.
        init<Value: Codable & Equatable & Sendable>(
            _ key: CodingKeys, _ path: any WritableKeyPath<TopicConfiguration, Value?> & Sendable
        ) {
            differs = { $0[keyPath: path] != $1[keyPath: path] }
            write = { try $1.encodeIfPresent($0[keyPath: path], forKey: key) }
            read = { $0[keyPath: path] = try $1.decodeIfPresent(Value.self, forKey: key) }
        }
    }
}

extension CodingUserInfoKey {
    /// Present where documents leave out what they need not say.
    static let leavesDefaultsOut: CodingUserInfoKey = {
        guard let key = CodingUserInfoKey(rawValue: "leavesDefaultsOut") else {
            preconditionFailure("every text is a key")
        }
        return key
    }()
}
