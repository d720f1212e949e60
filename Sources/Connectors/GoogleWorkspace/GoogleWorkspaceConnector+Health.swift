extension GoogleWorkspaceConnector {
    func health() async -> HealthReport {
        let conversation = self.directory.conversation()
        do throws(ProviderAnswer) {
            let page = try await self.directory.users(pageToken: nil, size: 10, in: conversation)
            let others = page.people.filter { $0.primaryEmail.lowercased() != self.administrator }
            guard let other = others.first else { return HealthReport(problems: [], seesOtherPeople: false) }
            _ = try await self.directory.tokens(of: other.id, in: conversation)
            return HealthReport(problems: [], seesOtherPeople: true)
        } catch  where error.outcome == .misconfigured {
            return HealthReport(problems: await self.problems(behind: error), seesOtherPeople: false)
        } catch {
            return HealthReport(problems: [HealthProblem(error)], seesOtherPeople: false)
        }
    }

    /// The token endpoint refuses all scopes when one is not delegated; asked for each, it tells which.
    private func problems(behind answer: ProviderAnswer) async -> [HealthProblem] {
        let conversation = self.directory.conversation()
        guard let missing = try? await self.directory.missingScopes(in: conversation),
            !missing.isEmpty, missing.count < GoogleScope.allCases.count
        else { return [HealthProblem(answer)] }
        return missing.map { scope in
            var problem = HealthProblem(answer)
            problem.permission = scope.rawValue
            return problem
        }
    }
}
