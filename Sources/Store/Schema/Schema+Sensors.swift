extension Schema {
    /// Credentials of single sensors, what is known of a sensor, what coaching pages were answered, and the list by
    /// which the plugin opens them.
    ///
    /// A sensor that enrolled and has not reported (`heard` 0) has the time of its enrolment for that of its reports.
    /// Of coaching, a grant keeps the newest. Nothing of the plugin's list is deleted, so that its changes can be
    /// counted: their number is the list's issue.
    static let sensors = """
        ALTER TABLE installs ADD COLUMN heard INTEGER NOT NULL DEFAULT 1 CHECK (heard IN (0, 1));
        ALTER TABLE installs ADD COLUMN plugin_version TEXT;
        ALTER TABLE installs ADD COLUMN browser TEXT;
        ALTER TABLE installs ADD COLUMN os TEXT;

        CREATE TABLE sensor_credentials (
            org_no INTEGER NOT NULL, credential_no INTEGER NOT NULL, token_no INTEGER NOT NULL,
            install_no INTEGER NOT NULL, hash BLOB NOT NULL CHECK (length(hash) = 32),
            created_at INTEGER NOT NULL, expires_at INTEGER, revoked_at INTEGER,
            PRIMARY KEY (org_no, credential_no),
            FOREIGN KEY (org_no, token_no) REFERENCES enrolment_tokens (org_no, token_no),
            FOREIGN KEY (org_no, install_no) REFERENCES installs (org_no, install_no)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX sensor_credentials_by_hash ON sensor_credentials (org_no, hash);
        CREATE INDEX sensor_credentials_by_token ON sensor_credentials (org_no, token_no);
        CREATE INDEX sensor_credentials_by_install ON sensor_credentials (org_no, install_no);

        CREATE TABLE grant_coaching (
            org_no INTEGER NOT NULL, grant_no INTEGER NOT NULL, at INTEGER NOT NULL,
            shown INTEGER NOT NULL CHECK (shown IN (0, 1)),
            choice TEXT NOT NULL CHECK (choice IN ('continue', 'left', 'none')), reason TEXT,
            PRIMARY KEY (org_no, grant_no),
            FOREIGN KEY (org_no, grant_no) REFERENCES grants (org_no, grant_no)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE plugin_policy_entries (
            org_no INTEGER NOT NULL REFERENCES organisations, entry_no INTEGER NOT NULL,
            provider_id TEXT NOT NULL, client_id TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('blocked', 'unreviewed')), reason TEXT NOT NULL,
            alternative_name TEXT, alternative_url TEXT,
            created_at INTEGER NOT NULL, created_by INTEGER NOT NULL, removed_at INTEGER, removed_by INTEGER,
            PRIMARY KEY (org_no, entry_no),
            FOREIGN KEY (org_no, created_by) REFERENCES people (org_no, person_no),
            FOREIGN KEY (org_no, removed_by) REFERENCES people (org_no, person_no),
            CHECK ((alternative_name IS NULL) = (alternative_url IS NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX plugin_policy_entries_in_force
            ON plugin_policy_entries (org_no, provider_id, client_id) WHERE removed_at IS NULL;

        CREATE TABLE plugin_policy_messages (
            org_no INTEGER NOT NULL REFERENCES organisations, message_no INTEGER NOT NULL, text TEXT NOT NULL,
            created_at INTEGER NOT NULL, created_by INTEGER NOT NULL,
            PRIMARY KEY (org_no, message_no),
            FOREIGN KEY (org_no, created_by) REFERENCES people (org_no, person_no)
        ) STRICT, WITHOUT ROWID;
        """
}
