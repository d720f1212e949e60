extension Schema {
    /// Why people decided: the text that an entry of the log must not hold itself, since it can be erased.
    ///
    /// `seq` is the entry's number. The text is empty after an erasure.
    static let logReasons = """
        CREATE TABLE log_reasons (
            org_no INTEGER NOT NULL, seq INTEGER NOT NULL, text TEXT NOT NULL,
            PRIMARY KEY (org_no, seq),
            FOREIGN KEY (org_no, seq) REFERENCES log (org_no, seq)
        ) STRICT, WITHOUT ROWID;
        """
}
