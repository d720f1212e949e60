extension ProviderIndex {
    /// A provider's authorization endpoint, where the catalogue names one without a star.
    package func authorizationEndpoint(of id: String) -> (origin: String, path: String)? {
        self.provider(id: id)?.authorize.first { !$0.host.contains("*") && !$0.path.contains("*") }
            .map { ("https://\($0.host)", $0.path) }
    }
}
