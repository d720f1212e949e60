extension Schema {
    /// What a grant held when it was first seen to stand, so that what it holds beyond that shows; and who else uses a
    /// client id.
    ///
    /// Both are null of a grant that stands since an earlier version: what it held until its next change counts as the
    /// first.
    static let drift = """
        ALTER TABLE grants ADD COLUMN first_set_no INTEGER;
        ALTER TABLE grants ADD COLUMN first_live_at INTEGER;
        ALTER TABLE grants ADD COLUMN has_grown INTEGER NOT NULL DEFAULT 0 CHECK (has_grown IN (0, 1));
        CREATE INDEX clients_by_id ON clients (org_no, resource_no, client_id, app_no);
        """
}
