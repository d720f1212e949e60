/// For a provider without an interface that could be called: everything ends in a task for a person.
struct ManualConnector: Connector {
    static let descriptor = ConnectorDescriptor(
        kind: .manual, title: "Guided manual task",
        settings: [
            ConnectorSetting("provider", "the provider's id in the catalogue, for its own steps", isRequired: true)
        ],
        capabilities: [], residualAccessSeconds: nil, isEventuallyConsistent: false,
        rate: ConnectorRate(callsPerSecond: 1_000, concurrency: 1),
        documentation: "https://www.rfc-editor.org/rfc/rfc6749#section-1.4", evidence: .fakeOnly)

    private let guide: ManualGuide

    init(settings: ConnectorSettings) throws(ConnectorSettingsError) {
        self.guide = ManualGuide.guides(for: try settings.requiredText("provider"))[0]
    }

    func health() async -> HealthReport { HealthReport(problems: [], seesOtherPeople: false) }

    func listGrants(after cursor: String?) async -> Result<GrantPage, ProviderAnswer> { .failure(self.answer) }

    func revoke(_ target: GrantTarget, attempt: Int) async -> ProviderAnswer { self.answer }

    func verify(_ target: GrantTarget) async -> VerificationAnswer {
        VerificationAnswer(presence: .unknown(self.answer), requestIDs: [])
    }

    func blockClient(_ target: GrantTarget) async -> ProviderAnswer? { nil }

    private var answer: ProviderAnswer {
        ProviderAnswer(
            .unsupported, detail: "no interface ends this grant; a person has to",
            residualAccessSeconds: self.guide.residualAccessSeconds, documentation: self.guide.link)
    }
}
