import Foundation

/// A directory whose grants are listed person by person.
protocol PersonDirectory: Sendable {
    /// A page of people, always in the same order.
    ///
    /// - Parameter page: the vendor's name of it; `nil` for the first.
    func people(at page: String?, in conversation: Conversation) async throws(ProviderAnswer) -> PersonPage

    /// - Throws: `subject_missing` for a person who has gone meanwhile.
    func grants(of person: Person, in conversation: Conversation) async throws(ProviderAnswer) -> [StandingGrant]
}

/// A person in a vendor's directory.
struct Person: Sendable {
    /// Stable over renames; no address.
    var id: String
    var address: String
}

struct PersonPage: Sendable {
    var people: [Person]
    /// The vendor's name of the next page.
    var next: String?
}

/// A place in the walk over all people: a page of them and the last one done.
struct PersonPlace: Codable {
    /// Of the page; `nil` for the first.
    var page: String?
    /// The person's id, not the address; `nil` at the start of the page.
    var after: String?
}

/// The walk over all people and each one's grants.
struct PersonWalk: Sendable {
    /// People whose grants make one page of ours: few enough that a crash repeats little.
    static let peoplePerPage = 40
    /// People asked about at the same time.
    private static let width = 4

    let directory: any PersonDirectory
    /// A page of theirs makes several of ours, and the next of ours most often comes from the same.
    private let lastPage = LastPage<PersonPage>()

    init(_ directory: any PersonDirectory) {
        self.directory = directory
    }

    func page(after cursor: String?, in conversation: Conversation) async -> Result<GrantPage, ProviderAnswer> {
        do throws(ProviderAnswer) {
            let place = try cursor.map { text throws(ProviderAnswer) in
                try ListingCursor.place(text, as: PersonPlace.self)
            }
            return .success(try await self.page(at: place ?? PersonPlace(), in: conversation))
        } catch {
            return .failure(error)
        }
    }

    private func page(at place: PersonPlace, in conversation: Conversation) async throws(ProviderAnswer) -> GrantPage {
        let page = try await self.people(at: place, in: conversation)
        // A person who has gone meanwhile leaves no place to go on from: the page is walked again.
        let start = page.people.firstIndex { $0.id == place.after }.map { $0 + 1 } ?? 0
        let people = page.people[start...].prefix(Self.peoplePerPage)
        var grants: [StandingGrant] = []
        var rest = people[...]
        while !rest.isEmpty {
            grants += try await self.grants(of: rest.prefix(Self.width), in: conversation)
            rest = rest.dropFirst(Self.width)
        }
        if let last = people.last, last.id != page.people.last?.id {
            return GrantPage(
                grants: grants, next: try ListingCursor.text(PersonPlace(page: place.page, after: last.id)))
        }
        guard let next = page.next, !next.isEmpty else { return GrantPage(grants: grants, next: nil) }
        guard next != place.page else {
            throw conversation.answer(.transient, "the listing of people names the same page as its next")
        }
        return GrantPage(grants: grants, next: try ListingCursor.text(PersonPlace(page: next)))
    }

    /// Read anew at the start of a page of people; from its middle on, the page that was kept.
    private func people(
        at place: PersonPlace, in conversation: Conversation
    ) async throws(ProviderAnswer) -> PersonPage {
        if place.after != nil, let page = self.lastPage.page(for: place.page) { return page }
        let page = try await self.directory.people(at: place.page, in: conversation)
        self.lastPage.keep(page, for: place.page)
        return page
    }

    private func grants(
        of people: some Collection<Person> & Sendable, in conversation: Conversation
    ) async throws(ProviderAnswer) -> [StandingGrant] {
        let results = await withTaskGroup { group in
            for (index, person) in people.enumerated() {
                group.addTask { (index, await self.grants(of: person, in: conversation)) }
            }
            var results: [(Int, Result<[StandingGrant], ProviderAnswer>)] = []
            for await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }
        }
        var grants: [StandingGrant] = []
        for (_, result) in results { grants += try result.get() }
        return grants
    }

    private func grants(
        of person: Person, in conversation: Conversation
    ) async -> Result<[StandingGrant], ProviderAnswer> {
        do throws(ProviderAnswer) {
            return .success(try await self.directory.grants(of: person, in: conversation))
        } catch  where error.outcome == .subjectMissing {
            // Deleted between the listing of people and this call.
            return .success([])
        } catch {
            return .failure(error)
        }
    }
}
