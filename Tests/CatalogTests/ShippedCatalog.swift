import Catalog

/// The shipped catalogue, read once: it never changes, and reading it takes a moment in a debug build.
enum ShippedCatalog {
    private static let reading = Result { try CatalogSnapshot.shipped() }

    static func read() throws -> CatalogSnapshot { try self.reading.get() }
}
