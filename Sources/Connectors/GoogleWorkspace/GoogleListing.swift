import Foundation

/// A place in the walk over all users: a page of them and the last one done.
struct GoogleListingPlace: Codable {
    /// Of the page; `nil` for the first.
    var page: String?
    /// The user's number, not the address; `nil` at the start of the page.
    var after: String?
}

/// The walk over all users and each one's tokens.
struct GoogleListing {
    /// Users whose tokens make one page: small enough that a crash repeats little.
    static let usersPerPage = 40
    /// Users asked about at the same time.
    private static let width = 4

    let directory: GoogleDirectory
    let lastPage: LastPage<GoogleUserPage>

    func page(at place: GoogleListingPlace, in conversation: Conversation) async throws(ProviderAnswer) -> GrantPage {
        let page = try await self.users(at: place, in: conversation)
        // A user who has gone meanwhile leaves no place to go on from: the page is walked again.
        let start = page.people.firstIndex { $0.id == place.after }.map { $0 + 1 } ?? 0
        let people = page.people[start...].prefix(Self.usersPerPage)
        var grants: [StandingGrant] = []
        var rest = people[...]
        while !rest.isEmpty {
            grants += try await self.grants(of: rest.prefix(Self.width), in: conversation)
            rest = rest.dropFirst(Self.width)
        }
        if let last = people.last, last.id != page.people.last?.id {
            return GrantPage(
                grants: grants, next: try ListingCursor.text(GoogleListingPlace(page: place.page, after: last.id)))
        }
        guard let next = page.nextPageToken, !next.isEmpty else { return GrantPage(grants: grants, next: nil) }
        guard next != place.page else {
            throw conversation.answer(.transient, "the listing of users names the same page as its next")
        }
        return GrantPage(grants: grants, next: try ListingCursor.text(GoogleListingPlace(page: next)))
    }

    /// Read anew at the start of a page of users; from its middle on, the page that was kept.
    private func users(
        at place: GoogleListingPlace, in conversation: Conversation
    ) async throws(ProviderAnswer) -> GoogleUserPage {
        if place.after != nil, let page = self.lastPage.page(for: place.page) { return page }
        let page = try await self.directory.users(pageToken: place.page, in: conversation)
        self.lastPage.keep(page, for: place.page)
        return page
    }

    private func grants(
        of people: some Collection<GoogleUserPage.User> & Sendable, in conversation: Conversation
    ) async throws(ProviderAnswer) -> [StandingGrant] {
        let results = await withTaskGroup { group in
            for (index, user) in people.enumerated() {
                group.addTask { (index, await self.grants(of: user, in: conversation)) }
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
        of user: GoogleUserPage.User, in conversation: Conversation
    ) async -> Result<[StandingGrant], ProviderAnswer> {
        do throws(ProviderAnswer) {
            let tokens = try await self.directory.tokens(of: user.id, in: conversation)
            return .success(tokens.map { $0.grant(of: ProviderBounds.cut(user.primaryEmail)) })
        } catch  where error.outcome == .subjectMissing {
            // Deleted between the listing of users and this call.
            return .success([])
        } catch {
            return .failure(error)
        }
    }
}
