extension MicrosoftEntraConnector {
    func listGrants(after cursor: String?) async -> Result<GrantPage, ProviderAnswer> {
        let conversation = self.graph.conversation()
        do throws(ProviderAnswer) {
            let place = try cursor.map { text throws(ProviderAnswer) in
                try ListingCursor.place(text, as: EntraListingPlace.self)
            }
            let listing = EntraListing(graph: self.graph)
            return .success(try await listing.page(at: place ?? EntraListingPlace(), in: conversation))
        } catch {
            return .failure(error)
        }
    }

    func health() async -> HealthReport {
        let conversation = self.graph.conversation()
        var report = HealthReport(problems: [], seesOtherPeople: false)
        do throws(ProviderAnswer) {
            // The right to this listing is the right to everybody's grants.
            let url = try self.graph.listingURL("oauth2PermissionGrants", query: [("$top", "1")])
            let _: EntraPage<EntraGrant> = try await self.graph.page(url, needing: .directoryRead, in: conversation)
            report.seesOtherPeople = true
        } catch {
            report.problems.append(HealthProblem(error))
        }
        do throws(ProviderAnswer) {
            try await self.graph.tryReadingPeople(in: conversation)
        } catch {
            report.problems.append(HealthProblem(error))
        }
        do throws(ProviderAnswer) {
            try await self.graph.tryDeleting(in: conversation)
        } catch {
            report.problems.append(HealthProblem(error))
        }
        return report
    }
}
