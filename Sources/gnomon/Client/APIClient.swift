import APIModel
import ArgumentParser
import Foundation
import FoundationNetworking

/// Where the service is and who calls.
struct ConnectionOptions: ParsableArguments {
    @Option(help: "The service's address. (GNOMON_SERVER, default http://127.0.0.1:8787)")
    var server: String?
    @Option(help: "File with an API token. (GNOMON_TOKEN holds a token itself; default: the state directory's)")
    var tokenFile: String?

    /// - Throws: exit 4 when no token can be found.
    func client() throws -> APIClient {
        let address = self.server ?? Environment.value("GNOMON_SERVER") ?? "http://127.0.0.1:8787"
        guard let base = URL(string: address), base.host != nil else {
            throw CommandFailure(.failed, "--server must be a URL such as http://127.0.0.1:8787")
        }
        return APIClient(base: base, token: try self.token())
    }

    private func token() throws -> String {
        if let file = self.tokenFile { return try Self.read(file) }
        if let token = Environment.value("GNOMON_TOKEN") { return token }
        let folder = Environment.value("GNOMON_STATE_DIR") ?? "var"
        let file = "\(folder)/\(FirstStart.fileName)"
        guard FileManager.default.isReadableFile(atPath: file) else {
            throw CommandFailure(
                .notSignedIn, "no API token: use --token-file or GNOMON_TOKEN, or run where \(file) is")
        }
        return try Self.read(file)
    }

    static func read(_ file: String) throws -> String {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw CommandFailure(.notSignedIn, "cannot read the token file \(file)")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// Calls the service.
struct APIClient {
    let base: URL
    let token: String

    struct Answer {
        var status: Int
        var body: Data
        var retryAfter: Int?
    }

    func get<Value: Decodable>(_ type: Value.Type, _ path: String, _ query: [(String, String)] = []) async throws
        -> Value
    {
        try APICoding.decode(type, from: try await self.checked("GET", path, query).body)
    }

    func send<Value: Decodable>(
        _ type: Value.Type, _ method: String, _ path: String, _ body: some Encodable
    ) async throws -> Value {
        let data = try APICoding.encode(body)
        return try APICoding.decode(type, from: try await self.checked(method, path, [], body: data).body)
    }

    func delete(_ path: String) async throws {
        _ = try await self.checked("DELETE", path, [])
    }

    /// Hands on a list page by page.
    ///
    /// - Parameter limit: how many elements at the most; `nil` for all.
    /// - Returns: whether the list has more.
    func list<Element: Codable & Sendable>(
        _ type: Element.Type, _ path: String, _ query: [(String, String)], limit: Int?,
        each: ([Element]) throws -> Void
    ) async throws -> Bool {
        var rest = limit ?? .max
        var cursor: String?
        repeat {
            var page = query + [("limit", String(min(500, rest)))]
            if let cursor { page.append(("cursor", cursor)) }
            let answer = try await self.get(ListBody<Element>.self, path, page)
            try each(answer.data)
            rest -= answer.data.count
            cursor = answer.nextCursor
        } while cursor != nil && rest > 0
        return cursor != nil
    }

    /// One request; problems become failures with the fitting exit code.
    func checked(
        _ method: String, _ path: String, _ query: [(String, String)], body: Data? = nil
    ) async throws -> Answer {
        let answer = try await self.call(method, path, query, body: body)
        guard !(200..<300).contains(answer.status) else { return answer }
        throw Self.failure(of: answer)
    }

    func call(
        _ method: String, _ path: String, _ query: [(String, String)] = [], body: Data? = nil,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        guard var components = URLComponents(url: self.base, resolvingAgainstBaseURL: false) else {
            throw CommandFailure(.failed, "the server's address is not a URL")
        }
        components.path = path
        if !query.isEmpty {
            components.percentEncodedQuery = query.map { "\(Self.escaped($0.0))=\(Self.escaped($0.1))" }
                .joined(separator: "&")
        }
        guard let url = components.url else { throw CommandFailure(.failed, "the server's address is not a URL") }
        var request = URLRequest(url: url, timeoutInterval: 60)
        request.httpMethod = method
        request.httpBody = body
        request.setValue("Bearer \(self.token)", forHTTPHeaderField: "Authorization")
        if body != nil { request.setValue("application/json", forHTTPHeaderField: "Content-Type") }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        do {
            let (data, response) = try await URLSession.shared.data(for: request)
            guard let response = response as? HTTPURLResponse else {
                throw CommandFailure(.failed, "the service did not answer in HTTP")
            }
            return Answer(
                status: response.statusCode, body: data,
                retryAfter: response.value(forHTTPHeaderField: "Retry-After").flatMap { Int($0) })
        } catch is URLError {
            let address = "\(self.base.scheme ?? "http")://\(self.base.host ?? ""):\(self.base.port ?? 80)"
            throw CommandFailure(.failed, "no service answers at \(address); start one with gnomon serve")
        }
    }

    static func failure(of answer: Answer) -> CommandFailure {
        let problem = try? APICoding.decode(Problem.self, from: answer.body)
        let parts = [problem?.title, problem?.field.map { "field: \($0)" }, problem?.detail].compactMap { $0 }
        let text = "\(problem?.code ?? "http_\(answer.status)"): \(parts.joined(separator: " "))"
        switch problem.flatMap({ ProblemCode(rawValue: $0.code) }) {
        case .filterUnknown, .sortUnknown, .parameterInvalid: return CommandFailure(.usage, text)
        default: break
        }
        switch answer.status {
        case 401: return CommandFailure(.notSignedIn, text)
        case 404: return CommandFailure(.notFound, text)
        case 403, 409, 422: return CommandFailure(.refused, text)
        default: return CommandFailure(.failed, text)
        }
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-_.~,:"))) ?? ""
    }
}
