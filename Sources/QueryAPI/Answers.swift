import APIModel
import Foundation
import HTTPTypes
import Hummingbird
import Store
import Web

/// Reading requests and writing answers, the same for every route.
extension QueryRoutes {
    func json(_ body: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: try APICoding.encode(body))))
    }

    /// A list with its `Link` header to the next page (RFC 8288).
    func list<Element: Codable & Sendable>(
        _ page: ListPage<Element>, of request: Request
    ) throws -> Response {
        var response = try self.json(ListBody(data: page.rows, nextCursor: page.nextCursor))
        if let cursor = page.nextCursor {
            let others = request.uri.queryParameters.filter { $0.key != "cursor" }
                .map { "\(Self.escaped(String($0.key)))=\(Self.escaped(String($0.value)))" }
            let query = (others + ["cursor=\(cursor)"]).joined(separator: "&")
            response.headers[.linkToNextPage] = "<\(request.uri.path)?\(query)>; rel=\"next\""
        }
        return response
    }

    /// The filters, order, limit and cursor of a list's query.
    func listRequest(_ request: Request, adding defaults: [String: [String]] = [:]) throws -> ListRequest {
        var list = ListRequest(filters: defaults)
        for (key, value) in request.uri.queryParameters {
            let text = Self.unescaped(String(value))
            switch key {
            case "sort": list.sort = text
            case "cursor": list.cursor = text
            case "limit":
                guard let limit = Int(text) else { throw ListRefusal.badLimit }
                list.limit = limit
            default:
                list.filters[Self.unescaped(String(key))] = text.split(separator: ",").map(String.init)
            }
        }
        return list
    }

    /// For lists that are always answered whole.
    func refuseParameters(of request: Request) throws {
        guard request.uri.queryParameters.isEmpty else {
            throw ProblemResponse(.filterUnknown, detail: "this list is answered whole and takes no parameters")
        }
    }

    /// The number behind the prefix of the path's id.
    func number(_ context: WebContext, prefix: String) throws -> Int64 {
        guard let id = context.parameters.get("id"), id.hasPrefix(prefix),
            let number = Int64(id.dropFirst(prefix.count))
        else { throw ProblemResponse(.notFound) }
        return number
    }

    /// A small JSON body.
    /// - Parameter standIn: for a request without a body; `nil` where one is needed.
    func body<Value: Decodable>(
        _ type: Value.Type, of request: Request, whenEmpty standIn: Value? = nil
    ) async throws -> Value {
        let buffer = try await request.body.collect(upTo: 256 * 1024)
        if let standIn, buffer.readableBytes == 0 { return standIn }
        do {
            return try APICoding.decode(type, from: Data(buffer.readableBytesView))
        } catch {
            throw ProblemResponse(.bodyInvalid)
        }
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-_.~,:"))) ?? ""
    }

    private static func unescaped(_ text: String) -> String {
        text.replacingOccurrences(of: "+", with: " ").removingPercentEncoding ?? text
    }
}

extension HTTPField.Name {
    /// `Link` (RFC 8288).
    fileprivate static var linkToNextPage: HTTPField.Name { HTTPField.Name("Link") ?? .location }
}
