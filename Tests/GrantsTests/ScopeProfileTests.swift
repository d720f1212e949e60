import Grants
import Testing

@Suite("Scope profile")
struct ScopeProfileTests {
    private static let openid = ClassifiedScope(
        scope: "openid", access: .identity, dataClass: .identity, sensitivity: .low, basis: .exact)
    private static let offline = ClassifiedScope(
        scope: "offline_access", access: .read, dataClass: .offline, sensitivity: .medium, basis: .exact)
    private static let mail = ClassifiedScope(
        scope: "Mail.Read", access: .read, dataClass: .mail, sensitivity: .high, basis: .exact)
    private static let files = ClassifiedScope(
        scope: "Files.ReadWrite", access: .write, dataClass: .files, sensitivity: .critical, basis: .grammar)

    @Test(
        "tells data from sign-in and from what is not visible",
        arguments: [
            (nil, .noScope), ([], .noScope), ([openid], .identityOnly), ([openid, offline], .identityOnly),
            ([offline], .identityOnly), ([openid, mail], .data), ([files], .data),
        ] as [([ClassifiedScope]?, GrantKind)])
    func kind(scopes: [ClassifiedScope]?, kind: GrantKind) {
        #expect(ScopeProfile(scopes: scopes).kind == kind)
    }

    @Test("takes the strongest access and sensitivity, standing access apart")
    func strongest() {
        let profile = ScopeProfile(scopes: [Self.openid, Self.offline, Self.mail, Self.files])

        #expect(profile.access == .write)
        #expect(profile.sensitivity == .critical)
        #expect(profile.dataClasses == [.mail, .files])
        #expect(profile.hasStandingAccess)
    }

    @Test("is the same set in any order and with repeats")
    func key() {
        let one = ScopeProfile(scopes: [Self.mail, Self.files, Self.mail])
        let other = ScopeProfile(scopes: [Self.files, Self.mail])

        #expect(one.key == other.key)
        #expect(one.covers(other) && other.covers(one))
    }

    @Test("unites two sets without losing a scope")
    func union() {
        let united = ScopeProfile(scopes: [Self.mail]).union(ScopeProfile(scopes: [Self.files]))

        #expect(united.scopes?.map(\.scope) == ["Files.ReadWrite", "Mail.Read"])
    }

    @Test("keeps what is seen when the other set is not visible")
    func unseen() {
        let seen = ScopeProfile(scopes: [Self.mail])

        #expect(seen.union(ScopeProfile(scopes: nil)).key == seen.key)
        #expect(ScopeProfile(scopes: nil).union(seen).key == seen.key)
        #expect(ScopeProfile(scopes: nil).union(ScopeProfile(scopes: nil)).kind == .noScope)
    }

    @Test(
        "counts only what may be standing as live",
        arguments: [
            (.granted, .observed), (.returned, .observed), (.unknown, .unconfirmed), (.denied, .attempted),
            (.error, .attempted), (.abandoned, .attempted),
        ] as [(AuthorizationEvent.Outcome, ClassifiedGrant.Liveness)])
    func liveness(outcome: AuthorizationEvent.Outcome, liveness: ClassifiedGrant.Liveness) {
        #expect(ClassifiedGrant.Liveness(outcome) == liveness)
    }

    @Test(
        "answers outwardly whether an app is AI",
        arguments: [(.aiNative, "yes"), (.aiEnabled, "no"), (.notAI, "no"), (.unknown, "unknown")]
            as [(AIClass, String)])
    func ai(aiClass: AIClass, answer: String) {
        #expect(aiClass.ai == answer)
    }

    @Test("names every trait and reads the names back")
    func traits() {
        let all: AppIdentity.Traits = [
            .firstParty, .abused, .broker, .notetaker, .agentShaped, .proven, .identityReused,
        ]

        #expect(AppIdentity.Traits(names: all.names.map { $0[...] }) == all)
        #expect(AppIdentity.Traits(names: ["nonsense"]) == [])
    }
}
