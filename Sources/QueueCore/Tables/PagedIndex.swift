// SPDX-License-Identifier: Apache-2.0

/// Values by keys that are given out one after another, as contact numbers are: pages of 64 keys in branches of 4,096
/// pages, which never move, and come in the order of the keys.
///
/// Nothing is hashed and nothing grows but by a page, so no single step is long. A page and a branch are given back
/// with their last key; a key all alone costs its page, 256 bytes. Copies share what neither has changed since.
public struct PagedIndex: Sendable {
    @usableFromInline typealias Page = ContiguousArray<UInt32>

    @usableFromInline struct Branch: Sendable {
        /// All the one empty page where nothing is.
        @usableFromInline var pages: ContiguousArray<Page>
        /// Keys of each page.
        var used: ContiguousArray<UInt8>
        /// Pages with keys.
        var pagesInUse = 0
    }

    private static let pageShift: UInt32 = 6
    private static let branchShift: UInt32 = 18
    private static let emptyPage = Page(repeating: .max, count: 1 << 6)
    private static let emptyBranch = Branch(
        pages: ContiguousArray(repeating: emptyPage, count: 1 << 12),
        used: ContiguousArray(repeating: 0, count: 1 << 12))

    @usableFromInline var branches: ContiguousArray<Branch> = []
    /// Keys in it. Complexity: O(1).
    public private(set) var count = 0

    /// An index without keys.
    public init() {}

    /// The value of a key. Complexity: O(1).
    @inlinable public func value(of key: UInt32) -> UInt32? {
        let branch = Int(key >> 18)
        guard branch < branches.count else { return nil }
        let value = branches[branch].pages[Int(key >> 6 & 4_095)][Int(key & 63)]
        return value == .max ? nil : value
    }

    /// Enters a key that is not there.
    ///
    /// - Parameter value: anything but the largest.
    /// - Complexity: O(1); O(branch) for the first key of one.
    public mutating func insert(_ key: UInt32, _ value: UInt32) {
        precondition(value != .max, "no value of \(key)")
        let (branch, page, place) = Self.place(of: key)
        while branches.count <= branch { branches.append(Self.emptyBranch) }
        if branches[branch].used[page] == 0 { branches[branch].pagesInUse += 1 }
        precondition(branches[branch].pages[page][place] == .max, "\(key) is there twice")
        branches[branch].pages[page][place] = value
        branches[branch].used[page] += 1
        count += 1
    }

    /// Gives a key that is there another value.
    ///
    /// - Parameter value: anything but the largest.
    /// - Complexity: O(1).
    public mutating func update(_ key: UInt32, to value: UInt32) {
        precondition(value != .max && self.value(of: key) != nil, "no value of \(key)")
        let (branch, page, place) = Self.place(of: key)
        branches[branch].pages[page][place] = value
    }

    /// Takes out a key, if it is there; its value. Complexity: O(1).
    @discardableResult
    public mutating func remove(_ key: UInt32) -> UInt32? {
        guard let value = value(of: key) else { return nil }
        let (branch, page, place) = Self.place(of: key)
        count -= 1
        branches[branch].used[page] -= 1
        guard branches[branch].used[page] == 0 else {
            branches[branch].pages[page][place] = .max
            return value
        }
        branches[branch].pages[page] = Self.emptyPage
        branches[branch].pagesInUse -= 1
        if branches[branch].pagesInUse == 0 { branches[branch] = Self.emptyBranch }
        return value
    }

    /// The first key from one on. Complexity: O(1) amortised over a walk through all.
    public func first(from least: UInt32) -> (key: UInt32, value: UInt32)? {
        var (branch, page, place) = Self.place(of: least)
        while branch < branches.count {
            if branches[branch].pagesInUse > 0 {
                while page < 1 << 12 {
                    if branches[branch].used[page] > 0 {
                        while place < 1 << 6 {
                            let value = branches[branch].pages[page][place]
                            if value != .max { return (Self.key(branch, page, place), value) }
                            place += 1
                        }
                    }
                    page += 1
                    place = 0
                }
            }
            branch += 1
            (page, place) = (0, 0)
        }
        return nil
    }

    private static func place(of key: UInt32) -> (branch: Int, page: Int, place: Int) {
        (Int(key >> branchShift), Int(key >> pageShift & 4_095), Int(key & 63))
    }

    private static func key(_ branch: Int, _ page: Int, _ place: Int) -> UInt32 {
        UInt32(branch) << branchShift | UInt32(page) << pageShift | UInt32(place)
    }
}
