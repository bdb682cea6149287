// SPDX-License-Identifier: Apache-2.0

/// What is between sites: ways that delay, lose, double and reorder, that are cut one way or both, or that hold
/// everything back and let it go at once.
struct SimulatedNetwork {
    /// How bad the ways are.
    struct Quality {
        /// Nanoseconds from one site to another at least.
        var delay: Int64 = 300_000
        /// Nanoseconds more, at random.
        var jitter: Int64 = 200_000
        /// Of a thousand messages, how many are lost, come twice, or come late.
        var lossPerMille = 0
        var doublePerMille = 0
        var latePerMille = 0
        /// Nanoseconds that late ones are late at most.
        var lateness: Int64 = 400_000_000
        /// Whether a message may overtake another of the same way.
        var isReordering = false
    }

    let sites: Int
    var quality = Quality()
    private var isCut: [Bool]
    private var heldUntil: [Int64]
    private var lastArrival: [Int64]

    init(sites: Int) {
        self.sites = sites
        isCut = Array(repeating: false, count: sites * sites)
        heldUntil = Array(repeating: 0, count: sites * sites)
        lastArrival = heldUntil
    }

    /// Whether anything gets from one site to another.
    func isOpen(_ from: Int, _ to: Int) -> Bool { from == to || !isCut[from * sites + to] }

    /// Cuts one way, or opens it.
    mutating func cut(_ from: Int, _ to: Int, _ isCut: Bool) { self.isCut[from * sites + to] = isCut }

    /// Holds back what goes one way.
    mutating func hold(_ from: Int, _ to: Int, until instant: Int64) { heldUntil[from * sites + to] = instant }

    /// Opens every way and lets everything go.
    mutating func heal() {
        for index in isCut.indices {
            isCut[index] = false
            heldUntil[index] = 0
        }
        quality = Quality()
    }

    /// Sites that a site can talk with both ways, itself included.
    func peers(of site: Int) -> Int { (0..<sites).count { isOpen(site, $0) && isOpen($0, site) } }

    /// When a message sent now arrives: not at all, once or twice.
    mutating func arrivals(_ from: Int, _ to: Int, at now: Int64, _ random: inout SplitMix64) -> (Int64?, Int64?) {
        guard isOpen(from, to) else { return (nil, nil) }
        let first = random.chance(quality.lossPerMille) ? nil : arrival(from, to, at: now, &random)
        let second = random.chance(quality.doublePerMille) ? arrival(from, to, at: now, &random) : nil
        return (first, second)
    }

    private mutating func arrival(_ from: Int, _ to: Int, at now: Int64, _ random: inout SplitMix64) -> Int64 {
        let way = from * sites + to
        var delay = from == to ? 50_000 : quality.delay + random.among(0...quality.jitter)
        if random.chance(quality.latePerMille) { delay += random.among(0...quality.lateness) }
        var at = max(now + delay, heldUntil[way] + delay)
        guard !quality.isReordering else { return at }
        at = max(at, lastArrival[way])
        lastArrival[way] = at
        return at
    }
}
