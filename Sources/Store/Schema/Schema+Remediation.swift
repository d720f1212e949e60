extension Schema {
    /// Decisions on actions, the jobs that carry them out, connectors to the apps' interfaces and their secrets.
    ///
    /// `jobs.subject_no` is a grant of a revoke and a client of a block. A job that is over keeps its row as the proof
    /// of what was done; only one of a kind and subject can be at work.
    static let remediation = """
        CREATE TABLE actions_anew (
            org_no INTEGER NOT NULL, action_no INTEGER NOT NULL, finding_no INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('revoke', 'register', 'review', 'block')),
            state TEXT NOT NULL CHECK (state IN (
                'proposed', 'rejected', 'approved', 'scheduled', 'running', 'verifying', 'verified', 'registered',
                'reviewed', 'forbidden', 'failed', 'cancelled', 'expired', 'needs_user', 'needs_mapping')),
            rule TEXT NOT NULL, reason TEXT NOT NULL, decider TEXT, due_at INTEGER,
            policy_version TEXT NOT NULL, proposed_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
            proposed_by INTEGER, decided_by INTEGER, decided_at INTEGER, decision_reason TEXT, not_until INTEGER,
            starts_at INTEGER, snapshot BLOB,
            PRIMARY KEY (org_no, action_no),
            FOREIGN KEY (org_no, finding_no) REFERENCES findings (org_no, finding_no),
            FOREIGN KEY (org_no, proposed_by) REFERENCES people (org_no, person_no),
            FOREIGN KEY (org_no, decided_by) REFERENCES people (org_no, person_no)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO actions_anew (
            org_no, action_no, finding_no, kind, state, rule, reason, decider, due_at, policy_version, proposed_at,
            changed_at)
        SELECT org_no, action_no, finding_no, kind, state, rule, reason, decider, due_at, policy_version, proposed_at,
            changed_at
        FROM actions;
        DROP TABLE actions;
        ALTER TABLE actions_anew RENAME TO actions;
        CREATE INDEX actions_by_finding ON actions (org_no, finding_no);
        CREATE INDEX actions_by_start ON actions (org_no, starts_at) WHERE state = 'scheduled';
        CREATE INDEX actions_given_up ON actions (org_no, action_no) WHERE state IN ('rejected', 'expired');

        CREATE TABLE approvals (
            org_no INTEGER NOT NULL, action_no INTEGER NOT NULL, approval_no INTEGER NOT NULL,
            person_no INTEGER NOT NULL, token_no INTEGER NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL,
            withdrawn_at INTEGER,
            PRIMARY KEY (org_no, action_no, approval_no),
            FOREIGN KEY (org_no, action_no) REFERENCES actions (org_no, action_no),
            FOREIGN KEY (org_no, person_no) REFERENCES people (org_no, person_no),
            FOREIGN KEY (org_no, token_no) REFERENCES api_tokens (org_no, token_no)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE vault_keys (
            org_no INTEGER NOT NULL REFERENCES organisations, key_id TEXT NOT NULL, check_value BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            PRIMARY KEY (org_no, key_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE connectors (
            org_no INTEGER NOT NULL REFERENCES organisations, connector_no INTEGER NOT NULL,
            name TEXT NOT NULL, kind TEXT NOT NULL, providers TEXT NOT NULL, settings TEXT NOT NULL,
            networks TEXT NOT NULL, revision INTEGER NOT NULL, created_at INTEGER NOT NULL,
            created_by INTEGER NOT NULL, disabled_at INTEGER,
            paused_because TEXT, paused_at INTEGER, tested_at INTEGER, health TEXT,
            PRIMARY KEY (org_no, connector_no),
            FOREIGN KEY (org_no, created_by) REFERENCES people (org_no, person_no)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX connectors_in_use ON connectors (org_no, name) WHERE disabled_at IS NULL;

        CREATE TABLE connector_secrets (
            org_no INTEGER NOT NULL, connector_no INTEGER NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL,
            key_id TEXT NOT NULL, sealed BLOB NOT NULL, last_four TEXT NOT NULL, created_at INTEGER NOT NULL,
            PRIMARY KEY (org_no, connector_no, name),
            FOREIGN KEY (org_no, connector_no) REFERENCES connectors (org_no, connector_no)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE client_mappings (
            org_no INTEGER NOT NULL, connector_no INTEGER NOT NULL, client_id TEXT NOT NULL,
            vendor_key TEXT NOT NULL, mapped_at INTEGER NOT NULL, mapped_by INTEGER NOT NULL,
            PRIMARY KEY (org_no, connector_no, client_id),
            FOREIGN KEY (org_no, connector_no) REFERENCES connectors (org_no, connector_no),
            FOREIGN KEY (org_no, mapped_by) REFERENCES people (org_no, person_no)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE jobs (
            org_no INTEGER NOT NULL, job_no INTEGER NOT NULL, action_no INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('revoke', 'block')), subject_no INTEGER NOT NULL,
            provider_id TEXT, connector_no INTEGER,
            state TEXT NOT NULL CHECK (state IN (
                'scheduled', 'available', 'running', 'retryable', 'completed', 'cancelled', 'discarded')),
            step TEXT NOT NULL CHECK (step IN ('call', 'read_back')), outcome TEXT,
            attempt INTEGER NOT NULL, tries INTEGER NOT NULL, read_backs INTEGER NOT NULL,
            scheduled_at INTEGER NOT NULL,
            created_at INTEGER NOT NULL, first_attempt_at INTEGER, called TEXT, called_at INTEGER,
            absent_at INTEGER, residual_until INTEGER, finished_at INTEGER,
            PRIMARY KEY (org_no, job_no),
            FOREIGN KEY (org_no, action_no) REFERENCES actions (org_no, action_no),
            FOREIGN KEY (org_no, connector_no) REFERENCES connectors (org_no, connector_no)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX jobs_at_work ON jobs (org_no, kind, subject_no)
            WHERE state IN ('scheduled', 'available', 'running', 'retryable');
        CREATE INDEX jobs_by_time ON jobs (org_no, connector_no, scheduled_at, job_no)
            WHERE state IN ('available', 'retryable');
        CREATE INDEX jobs_by_action ON jobs (org_no, action_no, state, step);
        CREATE INDEX jobs_by_subject ON jobs (org_no, action_no, subject_no, job_no);
        CREATE INDEX jobs_running ON jobs (org_no, job_no) WHERE state = 'running';

        CREATE TABLE job_attempts (
            org_no INTEGER NOT NULL, job_no INTEGER NOT NULL, attempt_no INTEGER NOT NULL,
            step TEXT NOT NULL CHECK (step IN ('call', 'read_back')), connector_no INTEGER,
            started_at INTEGER NOT NULL, finished_at INTEGER, outcome TEXT, detail TEXT, request_ids TEXT,
            PRIMARY KEY (org_no, job_no, attempt_no),
            FOREIGN KEY (org_no, job_no) REFERENCES jobs (org_no, job_no)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE receipts (
            org_no INTEGER NOT NULL, job_no INTEGER NOT NULL, made_at INTEGER NOT NULL, bytes BLOB NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (org_no, job_no),
            FOREIGN KEY (org_no, job_no) REFERENCES jobs (org_no, job_no)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE grant_ends (
            org_no INTEGER NOT NULL, grant_no INTEGER NOT NULL, ended_at INTEGER NOT NULL,
            because TEXT NOT NULL CHECK (because IN ('revoked', 'already_absent', 'attested', 'lapsed')),
            PRIMARY KEY (org_no, grant_no),
            FOREIGN KEY (org_no, grant_no) REFERENCES grants (org_no, grant_no)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE listings (
            org_no INTEGER NOT NULL, listing_no INTEGER NOT NULL, connector_no INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('running', 'complete', 'failed', 'doubtful')),
            position TEXT, pages INTEGER NOT NULL, seen INTEGER NOT NULL, total INTEGER,
            sees_others INTEGER NOT NULL CHECK (sees_others IN (0, 1)), gone INTEGER NOT NULL, problem TEXT,
            started_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
            PRIMARY KEY (org_no, listing_no),
            FOREIGN KEY (org_no, connector_no) REFERENCES connectors (org_no, connector_no)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE standing_grants (
            org_no INTEGER NOT NULL, connector_no INTEGER NOT NULL, person_no INTEGER NOT NULL,
            vendor_key TEXT NOT NULL, standing_no INTEGER NOT NULL, client_id TEXT, name TEXT NOT NULL,
            scopes TEXT NOT NULL, is_tenant_wide INTEGER NOT NULL CHECK (is_tenant_wide IN (0, 1)),
            granted_at INTEGER, last_used_at INTEGER, grant_no INTEGER,
            first_listing_no INTEGER NOT NULL, last_listing_no INTEGER NOT NULL,
            first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, gone_at INTEGER,
            PRIMARY KEY (org_no, connector_no, person_no, vendor_key), UNIQUE (org_no, standing_no),
            FOREIGN KEY (org_no, connector_no) REFERENCES connectors (org_no, connector_no),
            FOREIGN KEY (org_no, person_no) REFERENCES people (org_no, person_no),
            FOREIGN KEY (org_no, grant_no) REFERENCES grants (org_no, grant_no)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX standing_grants_by_grant ON standing_grants (org_no, grant_no);

        CREATE TABLE webhooks (
            org_no INTEGER NOT NULL REFERENCES organisations, webhook_no INTEGER NOT NULL,
            url TEXT NOT NULL, events TEXT NOT NULL, networks TEXT NOT NULL,
            with_addresses INTEGER NOT NULL CHECK (with_addresses IN (0, 1)),
            key_id TEXT NOT NULL, sealed BLOB NOT NULL, last_four TEXT NOT NULL,
            position INTEGER NOT NULL, attempts INTEGER NOT NULL, failing_since INTEGER, next_at INTEGER NOT NULL,
            problem TEXT, created_at INTEGER NOT NULL, created_by INTEGER NOT NULL, disabled_at INTEGER,
            removed_at INTEGER,
            PRIMARY KEY (org_no, webhook_no),
            FOREIGN KEY (org_no, created_by) REFERENCES people (org_no, person_no)
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE organisations ADD COLUMN frozen_at INTEGER;
        ALTER TABLE findings ADD COLUMN ended_at INTEGER;
        """
}
