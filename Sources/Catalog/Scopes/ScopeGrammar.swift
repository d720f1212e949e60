import Grants

/// Concludes from a scope's words what it lets its holder do, where no table has it.
///
/// Providers spell scopes as `Resource.Verb.Constraint`, `noun:verb`, `verb:noun:class`, addresses or single words.
/// All fall apart into words at punctuation and at capitals. What is unsure is rated higher.
struct ScopeGrammar: Sendable {
    let lexicon = ScopeLexicon.general
    /// What related scopes of the published tables say.
    var kinship = ScopeKinship()

    func reading(of scope: String, form: ScopeForm) -> ScopeReading {
        var scope = scope
        return scope.withUTF8 { ScopeReading($0, form: form, lexicon: self.lexicon) }
    }

    /// - Parameter family: how the provider writes scopes, and what its product is about.
    func meaning(of scope: String, in family: ScopeFamily) -> ClassifiedScope {
        let reading = self.reading(of: scope, form: family.form)
        if Self.standing.contains(reading.text) {
            return self.answer(scope, .read, .offline, .medium, .grammar, .plain)
        }
        if Self.signIn.contains(reading.text) || family.isOwnProfile(reading) {
            return self.answer(scope, .identity, .identity, .low, .grammar, .plain)
        }
        if Self.wholeProducts.contains(reading.text) {
            return self.answer(
                scope, reading.traits.contains(.administers) ? .admin : .write, family.category ?? .other, .critical,
                .grammar, .plain)
        }
        let related = self.kinship.dataClass(of: reading, in: family)
        let named = related ?? reading.dataClass
        let isFallback = named == nil && family.category != nil
        let dataClass = named ?? family.category ?? .other
        let stated = self.statedAccess(reading, family)
        let isUnderstood = stated != nil || named != nil || reading.traits.contains(.harmless)
        guard isUnderstood else { return self.unknown(scope, reading, dataClass) }
        // A thing named alone opens all of it.
        let access =
            stated ?? self.kinship.accessBeside(reading, in: family)
            ?? (reading.wordCount == 1 || family.opensWithoutVerb ? .write : .read)
        let base = self.base(access, dataClass, reading, isFallback: isFallback)
        let sensitivity = self.lifted(base, access, dataClass, reading, family)
        return self.answer(scope, access, dataClass, sensitivity, .grammar, ScopePhrase.Reach(reading, access))
    }

    /// Neither a verb nor a noun is known: at least medium, high when a word smells of full power or of secrets. Only
    /// the product says what the data may be.
    private func unknown(_ scope: String, _ reading: ScopeReading, _ dataClass: DataClass) -> ClassifiedScope {
        let isPowerful = reading.hasStar || reading.traits.contains(.powerful)
        let isNamedAlone = dataClass != .other && reading.wordCount == 1
        return self.answer(
            scope, isPowerful ? .admin : isNamedAlone ? .write : .read, dataClass,
            isPowerful || reading.traits.contains(.weighty) ? .high : .medium, .unknown, .plain)
    }

    // MARK: - Access

    private func statedAccess(_ reading: ScopeReading, _ family: ScopeFamily) -> Access? {
        let verbs = reading.verbs
        let changes = verbs.contains(.writes)
        if reading.isResourceForm { return self.resourceAccess(reading, changes: changes) }
        let isReadOnly =
            verbs.contains(.readOnly) || verbs.contains(.outline) && verbs.isDisjoint(with: [.writes, .manages])
        if isReadOnly { return .read }
        if reading.beginsReading || reading.endsReading && !verbs.contains(.administers), !changes { return .read }
        if verbs.contains(.administers) { return verbs.contains(.reads) && !changes ? .read : .admin }
        if family.isAdministration(reading) { return .admin }
        if changes { return .write }
        if verbs.contains(.manages) {
            return reading.traits.contains(.governs) || reading.firstNoun == nil ? .admin : .write
        }
        if verbs.contains(.reads) { return .read }
        return verbs.isDisjoint(with: [.acts, .all]) ? nil : .write
    }

    private func resourceAccess(_ reading: ScopeReading, changes: Bool) -> Access {
        let verbs = reading.verbs
        if changes || verbs.isDisjoint(with: .reads.union(.limited)) {
            let isRuling = reading.constraint == .wide && ScopeFamily.rulingResources.contains(reading.resource)
            let isPolicy = reading.lastNoun == ScopeFamily.policy || reading.firstNoun == ScopeFamily.privileged
            return verbs.contains(.administers) || isRuling || isPolicy ? .admin : .write
        }
        return .read
    }

    // MARK: - Sensitivity

    /// What access to a class of data weighs when nothing else is said.
    private func base(
        _ access: Access, _ dataClass: DataClass, _ reading: ScopeReading, isFallback: Bool
    ) -> Sensitivity {
        if access == .admin { return .critical }
        // To change whatever the product holds.
        if access == .write, reading.firstNoun == nil { return .high }
        let isHarmless = reading.traits.contains(.harmless)
        let isChange = access > .read
        if isFallback {
            return isHarmless && !reading.namesUnknown && !isChange ? .low : .medium
        }
        // The emoji of a chat, the tags of a contact, the names of channels: beside the data, not the data.
        let isBeside =
            !reading.isResourceForm && (!isChange || dataClass == .messaging)
            && (reading.endsHarmless || reading.namesPlaceAlone)
        switch dataClass {
        case .mail, .files, .crm, .finance, .hr, .messaging, .sourceCode:
            guard isBeside else { return .high }
            return reading.namesHarmlessAlone && !isChange ? .low : .medium
        case .directory, .cloudInfra: return isChange ? .high : .medium
        case .calendar, .projects, .offline, .identity, .analytics: return .medium
        case .other: return isChange || reading.namesUnknown || !isHarmless ? .medium : .low
        }
    }

    private func lifted(
        _ base: Sensitivity, _ access: Access, _ dataClass: DataClass, _ reading: ScopeReading, _ family: ScopeFamily
    ) -> Sensitivity {
        if family.isOwnDataOnly(reading), access != .admin { return .low }
        var result = base
        if reading.traits.contains(.outline), access == .read, !reading.isResourceForm { result = min(result, .medium) }
        let isEverything = reading.traits.contains(.all) || reading.hasStar
        let governs = access == .write && dataClass == .directory
        if isEverything || governs || !reading.traits.isDisjoint(with: [.powerful, .weighty]) {
            result = max(result, .high)
        }
        let isPrecious = [.files, .directory, .mail, .cloudInfra, .sourceCode].contains(dataClass)
        if isEverything, access == .write, isPrecious { result = .critical }
        guard reading.isResourceForm else { return result }
        switch reading.constraint {
        case .wide:
            let wide = max(result, .high)
            return access == .read ? min(wide, self.kinship.mostToRead(reading, in: family) ?? wide) : wide
        case .limited: return max(result, .medium)
        case .none: return max(result, self.kinship.least(of: reading, access, in: family) ?? .medium)
        }
    }

    private func answer(
        _ scope: String, _ access: Access, _ dataClass: DataClass, _ sensitivity: Sensitivity, _ basis: ScopeBasis,
        _ reach: ScopePhrase.Reach
    ) -> ClassifiedScope {
        ClassifiedScope(
            scope: scope, access: access, dataClass: dataClass, sensitivity: sensitivity, basis: basis,
            description: basis == .unknown ? "" : ScopePhrase.text(access, dataClass, reach))
    }

    // MARK: - Whole scopes

    /// Scopes that sign a person in and open their own basic profile (OpenID Connect Core 1.0 §5.4, and what
    /// vendors call the same).
    private static let signIn = Self.hashes(
        """
        openid profile email id sign-in signin identity login identify userinfo address phone public_profile \
        userinfo.email userinfo.profile user.read read:user read:me user:email account_info.read me basic_profile \
        profile:read read_profile login:email login:info login:avatar wallet:user:read wallet:user:email postal_code \
        user:read:email user.info.basic user.info.profile snsapi_login snsapi_base snsapi_userinfo account_email \
        profile_nickname profile_image adobeid picture email_verified email.read name full_name given_name \
        family_name first_name last_name nickname preferred_username username locale zoneinfo birthdate gender \
        website updated_at phone_number phone_number_verified read:profile r_basicprofile r_liteprofile r_emailaddress users:read:me me:read \
        plus.me plus.login userinfo_email userinfo_profile
        """)
    private static let standing = Self.hashes("offline_access refresh_token offline offline.access offline-access")
    /// Single words that open the whole product.
    private static let wholeProducts = Self.hashes("api full all everything * full_access fullaccess root")

    private static func hashes(_ list: String) -> Set<WordHash> {
        Set(list.split(separator: " ").map { $0.utf8.reduce(WordHash()) { $0.adding($1) } })
    }
}
