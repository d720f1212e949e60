import Foundation
import Postgres
import PostgresTesting
import SQL
import Testing

@Suite("A connection that cannot be made")
struct RefusalTests {
    private func error(_ connectionString: String) -> SQLError? {
        #expect(throws: SQLError.self) {
            _ = try PostgresConnection(PostgresConfig(connectionString: connectionString))
        }
    }

    @Test(
        "names the reason",
        arguments: [
            ("postgresql://no-such-host.invalid/x", SQLError.Kind.unknownHost),
            ("postgresql://127.0.0.1:1/x", .refused), ("postgresql://127.0.0.1:1,127.0.0.1:2/x", .refused),
            ("host=/no-such-folder", .refused), ("postgresql:///x?port=99999999", .other),
            ("postgresql://%zz@host", .other), ("nonsense", .other), ("postgresql:///x?sslmode=nonsense", .unavailable),
        ])
    func reasons(text: String, kind: SQLError.Kind) throws {
        #expect(self.error(text)?.kind == kind)
    }

    /// Every secret contains `zq`, which nothing else does.
    static let awkward: [String] =
        [
            "zqa@zqb", "zqa@zqb@zqc", "zqa/zqb", "zqa/@zqb", "zqa:zqb", "zqa?zqb", "zqa?zqb=zqc", "zqa?host=zqb",
            "zqa#zqb", "zqa%zqb", "zqa%40zqb", "zqa%00zqb", "zqa&zqb", "zqa=zqb", "zqa zqb", "zqa'zqb", "zqa\"zqb",
            "zqa\\zqb", "zqa,zqb", "zqa[zqb", "zqa]zqb", "zqaözqb", "@zqa", "/zqa", ":zqa", "?zqa", "%zqa", "zqa@",
            "zqa/", "zqa\nzqb",
        ].flatMap { secret in
            [
                "postgresql://zqu:\(secret)@127.0.0.1:1/x", "postgres://zqu:\(secret)@127.0.0.1:1,127.0.0.1:2",
                "postgresql://\(secret)@127.0.0.1:1/x", "postgresql://127.0.0.1:1/x?user=zqu&password=\(secret)",
                "postgresql://127.0.0.1:1/x?password=\(secret)&user=zqu",
                "host=127.0.0.1 port=1 user=zqu password=\(secret)",
                "password='\(secret)' host=127.0.0.1 port=1",
            ]
        } + [
            "postgresql://zqu:zqa", "postgresql://zqu:zqa/x", "postgresql://zqu:zqa/zqb", "postgresql://zqu:zqa?host=x",
            "postgresql://zqu:1zq/x",
        ]

    @Test("shows no part of user and password, however they are written", arguments: awkward)
    func secrets(text: String) throws {
        let config = PostgresConfig(connectionString: text)
        var dumped = ""
        dump(config, to: &dumped)
        let address = Result { try config.shownAddress() }

        let shown = [
            "\(String(describing: self.error(text)))", "\(address)", "\(config)", String(reflecting: config), dumped,
        ]

        for words in shown { #expect(!words.contains("zq")) }
    }

    @Test(
        "for its user is a matter of authentication, and does not name the user",
        arguments: ["zqguest:zqwrong", "zqguest", "zqstranger:zqsesame", "zq%20stranger:zq%40sesame"])
    func authentication(user: String) throws {
        let cluster = try PostgresCluster.shared.get()
        try cluster.run(
            """
            DO $$ BEGIN CREATE ROLE zqguest LOGIN CONNECTION LIMIT 0;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$
            """)

        let error = self.error("postgresql://\(user)@127.0.0.1:\(cluster.port)/postgres")

        #expect(error?.kind == (user.contains("guest") ? .unavailable : .authentication))
        #expect(error?.message.contains("zq") == false)
        #expect(error?.message.contains("127.0.0.1") == true)
    }

    @Test("a database that is named as its user and does not exist is not named")
    func noDatabase() throws {
        let cluster = try PostgresCluster.shared.get()
        try cluster.run(
            """
            DO $$ BEGIN CREATE ROLE zqlonely LOGIN;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$
            """)

        let error = self.error("postgresql://zqlonely@127.0.0.1:\(cluster.port)")

        #expect(error?.message.contains("zq") == false)
        #expect(error?.message.contains("does not exist") == true)
    }
}

@Suite("The address of a server")
struct AddressTests {
    @Test(
        "is shown without user, password and options",
        arguments: [
            ("postgresql://u:sesame@h:5/d?sslmode=require", "postgresql://h:5/d"),
            ("host=a,b port=1,2 user=u dbname=d password=sesame", "postgresql://a:1,b:2/d"),
            ("postgresql://a,b:7/d", "postgresql://a,b:7/d"), ("postgresql:///d", "postgresql:///d"),
            ("host=a,b port=7 dbname=d sslpassword=sesame", "postgresql://a:7,b:7/d"),
            ("nonsense sesame", "an unreadable connection string"),
        ])
    func shown(text: String, address: String) {
        #expect("\(PostgresConfig(connectionString: text))" == address)
    }

    @Test(
        "hides words where they stand alone",
        arguments: [
            (["ab", "c"], "user \"ab\", ab and abc, c.", "user \"…\", … and abc, …."),
            (["ab cd", "ab"], "ab cd ab", "… …"),
            (["", "x"], "", ""), (["aa"], "aaa aa", "aaa …"), (["ä"], "ä äh", "… äh"),
        ])
    func redacted(words: [String], text: String, shown: String) {
        #expect(Redaction.removing(words, from: text) == shown)
    }
}
