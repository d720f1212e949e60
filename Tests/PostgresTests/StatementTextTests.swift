import Postgres
import PostgresTesting
import SQL
import Testing

@Suite("Placeholders")
struct StatementTextTests {
    @Test(
        "become numbers outside of texts, names and comments",
        arguments: [
            ("SELECT ?", "SELECT $1"), ("?,?,?", "$1,$2,$3"), ("", ""), ("?::bigint[]", "$1::bigint[]"),
            ("SELECT 'a?', ?", "SELECT 'a?', $1"), ("'it''s ?' ?", "'it''s ?' $1"), ("'\\' ?", "'\\' $1"),
            ("E'\\'?' ?", "E'\\'?' $1"), ("e'a\\\\' ?", "e'a\\\\' $1"), ("E'it''s \\'?' ?", "E'it''s \\'?' $1"),
            ("E'a'\n '\\'?' ?", "E'a'\n '\\'?' $1"), ("E'a' '\\' ?", "E'a' '\\' $1"), ("note'\\' ?", "note'\\' $1"),
            ("\"a?\" ?", "\"a?\" $1"), ("\"a\"\"?\" ?", "\"a\"\"?\" $1"), ("\"e\"'\\' ?", "\"e\"'\\' $1"),
            ("-- ?\n?", "-- ?\n$1"), ("-- ?\r?", "-- ?\r$1"), ("? -- ?", "$1 -- ?"), ("1 - ?", "1 - $1"),
            ("? / ?", "$1 / $2"), ("/* ? */ ?", "/* ? */ $1"), ("/* /* ? */ ? */ ?", "/* /* ? */ ? */ $1"),
            ("/*/ ? */ ?", "/*/ ? */ $1"), ("/* ' */ ? /* ' */", "/* ' */ $1 /* ' */"), ("'/*' ?", "'/*' $1"),
            ("$$ ? $$ ?", "$$ ? $$ $1"), ("$a$ ? $$ ? $a$ ?", "$a$ ? $$ ? $a$ $1"),
            ("$_ö1$ ? $_ö$ ? $_ö1$ ?", "$_ö1$ ? $_ö$ ? $_ö1$ $1"), ("a$$ ? $$", "a$$ $1 $$"),
            ("a$b$ ? $b$", "a$b$ $1 $b$"), ("$1$ ?", "$1$ $1"), ("'-- ' ?", "'-- ' $1"), ("-- '\n?", "-- '\n$1"),
            ("'open ?", "'open ?"), ("\"open ?", "\"open ?"), ("/* open ?", "/* open ?"), ("$$ open ?", "$$ open ?"),
            ("E'open ?\\", "E'open ?\\"), ("ö'?' ?", "ö'?' $1"), ("$", "$"), ("? $", "$1 $"),
        ])
    func numbered(sql: String, text: String) {
        #expect(StatementText.numbered(sql) == text)
    }

    /// The server has the last word on where a text ends.
    @Test(
        "stand where the server sees them",
        arguments: [
            "SELECT /* ? /* ? */ ? */ ?::bigint", "SELECT ?::bigint -- ?", "SELECT length($x$ ? $x$) * 0 + ?::bigint",
            "SELECT length(E'\\'?') * 0 + ?::bigint", "SELECT \"a?\" FROM (SELECT ?::bigint) AS v (\"a?\")",
            "SELECT length(E'a'\n'\\'?') * 0 + ?::bigint",
        ])
    func asTheServer(sql: String) throws {
        let cluster = try PostgresCluster.shared.get()
        let connection = try PostgresConnection(PostgresConfig(connectionString: cluster.url(database: "postgres")))

        #expect(try connection.value(Int.self, sql, [7]) == 7)
    }
}
