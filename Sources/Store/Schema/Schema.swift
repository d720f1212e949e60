import SQL

/// The numbered steps by which a database becomes this version's. A released step is never edited.
///
/// A step that comes within a minor version only adds: tables, indices, and columns that may be null or have a default;
/// or it makes a table anew with all of its rows and columns, where a closed set grows.
/// Processes of the version before go on beside it, since every statement names its columns.
///
/// The organisation comes first in every key. Tables that are read by key alone keep no row id.
enum Schema {
    /// One numbered step, written once in the words of SQLite.
    struct Step: Sendable {
        let name: String
        let text: String
        /// Rules for tables of earlier steps, added after the text.
        var rules: [TableRule] = []

        /// The step's text in an engine's own words.
        func sql(for dialect: SQLDialect) -> String {
            switch dialect {
            case .sqlite: self.text
            case .postgres: PostgresDDL.translated(self.text)
            }
        }
    }

    static let steps = [
        Step(name: "0001 intake", text: intake), Step(name: "0002 grants", text: grants),
        Step(name: "0003 governance", text: governance), Step(name: "0004 many processes", text: processes),
        Step(name: "0005 closed sets", text: eventsSetAside, rules: closedSets),
        Step(name: "0006 copies", text: copies), Step(name: "0007 catalogue", text: catalogue),
        Step(name: "0008 remediation", text: remediation),
        Step(name: "0009 sensors", text: sensors), Step(name: "0010 reasons", text: logReasons),
        Step(name: "0011 drift", text: drift), Step(name: "0012 log changes", text: logChanges),
    ]

    private static let intake = """
        CREATE TABLE organisations (
            org_no INTEGER PRIMARY KEY, name TEXT NOT NULL
        ) STRICT;
        INSERT INTO organisations (org_no, name) VALUES (1, 'default');

        CREATE TABLE people (
            org_no INTEGER NOT NULL REFERENCES organisations, person_no INTEGER NOT NULL,
            person_key TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('browser_user', 'operator', 'service')),
            address TEXT, domain TEXT, managed INTEGER NOT NULL CHECK (managed IN (0, 1)),
            created_at INTEGER NOT NULL, erased_at INTEGER,
            PRIMARY KEY (org_no, person_no), UNIQUE (org_no, person_key)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE enrolment_tokens (
            org_no INTEGER NOT NULL REFERENCES organisations, token_no INTEGER NOT NULL,
            name TEXT NOT NULL, hash BLOB NOT NULL CHECK (length(hash) = 32),
            created_at INTEGER NOT NULL, expires_at INTEGER, revoked_at INTEGER,
            PRIMARY KEY (org_no, token_no)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE api_tokens (
            org_no INTEGER NOT NULL, token_no INTEGER NOT NULL, person_no INTEGER NOT NULL,
            name TEXT NOT NULL, roles TEXT NOT NULL, hash BLOB NOT NULL CHECK (length(hash) = 32),
            created_at INTEGER NOT NULL, expires_at INTEGER, revoked_at INTEGER,
            PRIMARY KEY (org_no, token_no),
            FOREIGN KEY (org_no, person_no) REFERENCES people (org_no, person_no)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE installs (
            org_no INTEGER NOT NULL REFERENCES organisations, install_no INTEGER NOT NULL,
            install_high INTEGER NOT NULL, install_low INTEGER NOT NULL,
            first_report_at INTEGER NOT NULL, last_report_at INTEGER NOT NULL,
            dropped INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (org_no, install_no), UNIQUE (org_no, install_high, install_low)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE reports (
            org_no INTEGER NOT NULL, report_no INTEGER NOT NULL, install_no INTEGER NOT NULL,
            token_no INTEGER NOT NULL, digest BLOB NOT NULL CHECK (length(digest) = 32),
            received_at INTEGER NOT NULL, skew_ms INTEGER NOT NULL, events INTEGER NOT NULL,
            coding TEXT NOT NULL CHECK (coding IN ('gzip', 'identity', 'none')), body BLOB NOT NULL,
            PRIMARY KEY (org_no, report_no), UNIQUE (org_no, install_no, digest)
        ) STRICT;

        CREATE TABLE inbox (
            org_no INTEGER NOT NULL, report_no INTEGER NOT NULL, events INTEGER NOT NULL,
            bytes INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (org_no, report_no),
            FOREIGN KEY (org_no, report_no) REFERENCES reports (org_no, report_no)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE set_aside (
            org_no INTEGER NOT NULL, report_no INTEGER NOT NULL, events INTEGER NOT NULL,
            reason TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (org_no, report_no)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE intake (
            org_no INTEGER NOT NULL REFERENCES organisations, name TEXT NOT NULL, count INTEGER NOT NULL,
            PRIMARY KEY (org_no, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE event_keys (
            org_no INTEGER NOT NULL, install_no INTEGER NOT NULL,
            event_high INTEGER NOT NULL, event_low INTEGER NOT NULL,
            digest INTEGER NOT NULL, seen_day INTEGER NOT NULL,
            PRIMARY KEY (org_no, install_no, event_high, event_low)
        ) STRICT, WITHOUT ROWID;
        """

    private static let grants = """
        CREATE TABLE apps (
            org_no INTEGER NOT NULL REFERENCES organisations, app_no INTEGER NOT NULL,
            role TEXT NOT NULL CHECK (role IN ('client', 'resource')), app_key TEXT NOT NULL,
            name TEXT NOT NULL, vendor TEXT NOT NULL, category TEXT NOT NULL,
            ai_class TEXT NOT NULL CHECK (ai_class IN ('ai_native', 'ai_enabled', 'not_ai', 'unknown')),
            traits INTEGER NOT NULL, rule TEXT NOT NULL, confidence REAL NOT NULL, provider_id TEXT,
            evidence TEXT NOT NULL, first_seen INTEGER NOT NULL,
            PRIMARY KEY (org_no, app_no), UNIQUE (org_no, role, app_key)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE clients (
            org_no INTEGER NOT NULL, client_no INTEGER NOT NULL, app_no INTEGER NOT NULL,
            resource_no INTEGER NOT NULL, client_id TEXT NOT NULL, redirect_host TEXT NOT NULL,
            redirect TEXT NOT NULL, redirect_class TEXT NOT NULL,
            PRIMARY KEY (org_no, client_no),
            UNIQUE (org_no, app_no, resource_no, client_id, redirect_host),
            FOREIGN KEY (org_no, app_no) REFERENCES apps (org_no, app_no),
            FOREIGN KEY (org_no, resource_no) REFERENCES apps (org_no, app_no)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE scope_sets (
            org_no INTEGER NOT NULL REFERENCES organisations, set_no INTEGER NOT NULL,
            resource_no INTEGER NOT NULL, set_key TEXT NOT NULL, scopes TEXT,
            kind TEXT NOT NULL CHECK (kind IN ('data', 'identity_only', 'no_scope')),
            access TEXT, sensitivity TEXT, data_classes TEXT NOT NULL,
            PRIMARY KEY (org_no, set_no), UNIQUE (org_no, resource_no, set_key)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE connections (
            org_no INTEGER NOT NULL, connection_no INTEGER NOT NULL, app_no INTEGER NOT NULL,
            resource_no INTEGER NOT NULL, set_no INTEGER NOT NULL, people INTEGER NOT NULL,
            liveness INTEGER NOT NULL CHECK (liveness BETWEEN 0 AND 2), marks INTEGER NOT NULL,
            first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
            PRIMARY KEY (org_no, connection_no), UNIQUE (org_no, app_no, resource_no),
            FOREIGN KEY (org_no, app_no) REFERENCES apps (org_no, app_no),
            FOREIGN KEY (org_no, resource_no) REFERENCES apps (org_no, app_no),
            FOREIGN KEY (org_no, set_no) REFERENCES scope_sets (org_no, set_no)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE grants (
            org_no INTEGER NOT NULL, grant_no INTEGER NOT NULL, connection_no INTEGER NOT NULL,
            person_no INTEGER NOT NULL, client_no INTEGER NOT NULL, set_no INTEGER NOT NULL,
            liveness INTEGER NOT NULL CHECK (liveness BETWEEN 0 AND 2), outcome TEXT NOT NULL,
            first_report_no INTEGER NOT NULL,
            PRIMARY KEY (org_no, connection_no, person_no, client_no), UNIQUE (org_no, grant_no),
            FOREIGN KEY (org_no, connection_no) REFERENCES connections (org_no, connection_no),
            FOREIGN KEY (org_no, person_no) REFERENCES people (org_no, person_no),
            FOREIGN KEY (org_no, client_no) REFERENCES clients (org_no, client_no),
            FOREIGN KEY (org_no, set_no) REFERENCES scope_sets (org_no, set_no)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX grants_by_person ON grants (org_no, person_no);

        CREATE TABLE grant_activity (
            org_no INTEGER NOT NULL, grant_no INTEGER NOT NULL, first_seen INTEGER NOT NULL,
            last_seen INTEGER NOT NULL, sightings INTEGER NOT NULL,
            PRIMARY KEY (org_no, grant_no)
        ) STRICT, WITHOUT ROWID;
        """

    private static let governance = """
        CREATE TABLE findings (
            org_no INTEGER NOT NULL, finding_no INTEGER NOT NULL, connection_no INTEGER NOT NULL,
            status TEXT NOT NULL
                CHECK (status IN ('open', 'snoozed', 'acknowledged', 'false_positive', 'resolved')),
            regressed INTEGER NOT NULL CHECK (regressed IN (0, 1)),
            score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 100), severity TEXT NOT NULL,
            assessment TEXT NOT NULL, opened_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
            status_reason TEXT, status_by INTEGER, snoozed_until INTEGER,
            PRIMARY KEY (org_no, finding_no), UNIQUE (org_no, connection_no),
            FOREIGN KEY (org_no, connection_no) REFERENCES connections (org_no, connection_no)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE actions (
            org_no INTEGER NOT NULL, action_no INTEGER NOT NULL, finding_no INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('revoke', 'register', 'review')), state TEXT NOT NULL,
            rule TEXT NOT NULL, reason TEXT NOT NULL, decider TEXT, due_at INTEGER,
            policy_version TEXT NOT NULL, proposed_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
            PRIMARY KEY (org_no, action_no),
            FOREIGN KEY (org_no, finding_no) REFERENCES findings (org_no, finding_no)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX actions_by_finding ON actions (org_no, finding_no);

        CREATE TABLE policies (
            org_no INTEGER NOT NULL REFERENCES organisations, policy_no INTEGER NOT NULL,
            version TEXT NOT NULL, text TEXT NOT NULL, applied_at INTEGER NOT NULL, applied_by INTEGER,
            PRIMARY KEY (org_no, policy_no)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE log (
            org_no INTEGER NOT NULL REFERENCES organisations, seq INTEGER NOT NULL, at INTEGER NOT NULL,
            type TEXT NOT NULL, bytes BLOB NOT NULL, hash BLOB NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (org_no, seq)
        ) STRICT, WITHOUT ROWID;
        """

    /// How many of the `revision`'s changes touched the log alone. What an older version counts in `revision` only
    /// counts as a change of records.
    private static let logChanges = "ALTER TABLE organisations ADD COLUMN log_changes INTEGER NOT NULL DEFAULT 0;"

    private static let processes = """
        ALTER TABLE organisations ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE inbox ADD COLUMN writer_no INTEGER;

        CREATE TABLE writers (
            org_no INTEGER NOT NULL REFERENCES organisations, writer_no INTEGER NOT NULL,
            commits INTEGER NOT NULL, lease_until INTEGER NOT NULL,
            PRIMARY KEY (org_no, writer_no)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE duties (
            org_no INTEGER NOT NULL REFERENCES organisations, name TEXT NOT NULL, writer_no INTEGER NOT NULL,
            fence INTEGER NOT NULL, lease_until INTEGER NOT NULL,
            PRIMARY KEY (org_no, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE intake_counts (
            org_no INTEGER NOT NULL REFERENCES organisations, name TEXT NOT NULL, shard INTEGER NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (org_no, name, shard)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO intake_counts (org_no, name, shard, count) SELECT org_no, name, 0, count FROM intake;
        DROP TABLE intake;
        """

    private static let eventsSetAside = """
        CREATE TABLE set_aside_events (
            org_no INTEGER NOT NULL REFERENCES organisations, report_no INTEGER NOT NULL,
            event_high INTEGER NOT NULL, event_low INTEGER NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (org_no, report_no, event_high, event_low)
        ) STRICT, WITHOUT ROWID;
        """

    /// `event_keys` names its sensor without a foreign key: one check for each event is the one that costs.
    private static let closedSets: [TableRule] = [
        TableRule("reports", refersTo: "installs", by: "install_no"),
        TableRule("reports", refersTo: "enrolment_tokens", by: "token_no"),
        TableRule("clients", "redirect_class", in: "web loopback oob relay unknown custom_scheme extension"),
        TableRule("scope_sets", "access", in: "identity read write admin"),
        TableRule("scope_sets", "sensitivity", in: "low medium high critical"),
        TableRule("grants", "outcome", in: "granted returned denied error abandoned unknown"),
        TableRule("grant_activity", refersTo: "grants", by: "grant_no"),
        TableRule("findings", "severity", in: "info low medium high critical"),
        TableRule("findings", refersTo: "people", by: "status_by", its: "person_no"),
        TableRule(
            "actions", "state",
            in: """
                proposed rejected approved scheduled running verifying verified registered reviewed forbidden failed \
                cancelled expired needs_user needs_mapping
                """),
        TableRule("policies", refersTo: "people", by: "applied_by", its: "person_no"),
    ]

    private static let copies = """
        CREATE TABLE copies (
            org_no INTEGER NOT NULL REFERENCES organisations,
            source BLOB NOT NULL CHECK (length(source) = 32), table_name TEXT NOT NULL,
            row_count INTEGER NOT NULL, is_finished INTEGER NOT NULL CHECK (is_finished IN (0, 1)),
            PRIMARY KEY (org_no)
        ) STRICT, WITHOUT ROWID;
        """
}
