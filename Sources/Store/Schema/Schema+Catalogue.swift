extension Schema {
    /// Imported catalogues, the organisation's corrections, and what a change of either does to history.
    ///
    /// `clients.request` is null for clients of an earlier step. The bundle is kept of the newest catalogue only.
    static let catalogue = """
        CREATE TABLE catalogs (
            org_no INTEGER NOT NULL REFERENCES organisations, catalog_no INTEGER NOT NULL, version TEXT NOT NULL,
            digest BLOB NOT NULL CHECK (length(digest) = 32), key_id TEXT NOT NULL, bundle BLOB NOT NULL,
            imported_at INTEGER NOT NULL, imported_by INTEGER NOT NULL,
            PRIMARY KEY (org_no, catalog_no),
            FOREIGN KEY (org_no, imported_by) REFERENCES people (org_no, person_no)
        ) STRICT;

        CREATE TABLE catalog_overlays (
            org_no INTEGER NOT NULL REFERENCES organisations, overlay_no INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('client_id', 'cimd_host', 'redirect_host', 'custom_scheme', 'domain')),
            value TEXT NOT NULL, provider_id TEXT NOT NULL, app TEXT NOT NULL, vendor TEXT NOT NULL,
            category TEXT NOT NULL,
            ai_class TEXT NOT NULL CHECK (ai_class IN ('ai_native', 'ai_enabled', 'not_ai', 'unknown')),
            sanctioned INTEGER NOT NULL CHECK (sanctioned IN (0, 1)), reason TEXT NOT NULL,
            created_at INTEGER NOT NULL, created_by INTEGER NOT NULL, removed_at INTEGER, removed_by INTEGER,
            PRIMARY KEY (org_no, overlay_no),
            FOREIGN KEY (org_no, created_by) REFERENCES people (org_no, person_no),
            FOREIGN KEY (org_no, removed_by) REFERENCES people (org_no, person_no)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX catalog_overlays_in_force
            ON catalog_overlays (org_no, kind, value, provider_id) WHERE removed_at IS NULL;

        CREATE TABLE reclassifications (
            org_no INTEGER NOT NULL REFERENCES organisations, run_no INTEGER NOT NULL,
            from_catalog TEXT NOT NULL, to_catalog TEXT NOT NULL,
            phase TEXT NOT NULL CHECK (phase IN ('scopes', 'clients', 'connections', 'finished', 'superseded')),
            position INTEGER NOT NULL, done INTEGER NOT NULL, total INTEGER NOT NULL,
            grants_moved INTEGER NOT NULL, findings_opened INTEGER NOT NULL, findings_changed INTEGER NOT NULL,
            findings_closed INTEGER NOT NULL, started_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
            PRIMARY KEY (org_no, run_no)
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE clients ADD COLUMN request TEXT;
        ALTER TABLE clients ADD COLUMN traits INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE clients ADD COLUMN moved_to INTEGER;
        ALTER TABLE apps ADD COLUMN run_no INTEGER NOT NULL DEFAULT 0;
        """
}
