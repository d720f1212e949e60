/// Names of made-up apps, as such apps are called.
package enum FakeAppNames {
    package static func name(_ number: Int) -> String {
        let names = ["Minutes by Meetlark", "Inboxwise", "Summarine", "Draftling"]
        return number <= names.count ? names[number - 1] : "Helper \(number)"
    }
}
