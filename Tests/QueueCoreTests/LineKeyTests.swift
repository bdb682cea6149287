// SPDX-License-Identifier: Apache-2.0
import QueueCore
import Testing

@Suite("LineKey")
struct LineKeyTests {
    @Test func `level first and higher first, then arrival, then sequence`() {
        let order = [
            LineKey(level: 255, arrival: 9, sequence: 9),
            LineKey(level: 128, arrival: -5, sequence: 9),
            LineKey(level: 128, arrival: 3, sequence: 1),
            LineKey(level: 128, arrival: 3, sequence: .max),
            LineKey(level: 128, arrival: .max, sequence: 0),
            LineKey(level: 0, arrival: .min, sequence: 0),
        ]
        #expect(order.reversed().sorted() == order)
        for (index, key) in order.enumerated() {
            for (other, right) in order.enumerated() { #expect((key < right) == (index < other)) }
        }
    }
}
