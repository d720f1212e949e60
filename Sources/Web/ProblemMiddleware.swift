import APIModel
package import Hummingbird
import Logging
import NIOHTTP1
import Store

/// Turns whatever a route throws into a problem with a stable code, and counts nothing twice.
package struct ProblemMiddleware: RouterMiddleware {
    package typealias Context = WebContext

    package init() {}

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as ProblemResponse {
            return problem.response
        } catch let error as StoreError {
            return Self.problem(of: error).response
        } catch let error as ListRefusal {
            return Self.problem(of: error).response
        } catch let error as any HTTPResponseError {
            switch error.status.code {
            case 404: return ProblemResponse(.notFound).response
            case 405: return ProblemResponse(.methodNotAllowed).response
            case 413: return ProblemResponse(.bodyTooLarge).response
            default: return ProblemResponse(.bodyInvalid).response
            }
        } catch let error as HTTPParserError {
            // The body broke off or was no HTTP; `ConnectionKeeper` answers.
            throw error
        } catch is CancellationError {
            return ProblemResponse(.shuttingDown, retryAfter: 1).response
        } catch {
            context.logger.error("A route failed.", metadata: ["error.type": "\(type(of: error))"])
            return ProblemResponse(.internalError).response
        }
    }

    private static func problem(of error: StoreError) -> ProblemResponse {
        switch error.code {
        case .queueFull: ProblemResponse(.queueFull, retryAfter: 1)
        case .inboxFull: ProblemResponse(.inboxFull, retryAfter: 5)
        case .unavailable, .locked, .newerSchema, .catalogStale: ProblemResponse(.storeUnavailable, retryAfter: 5)
        case .shuttingDown: ProblemResponse(.shuttingDown, retryAfter: 1)
        case .notFound: ProblemResponse(.notFound, detail: error.detail)
        case .conflict: ProblemResponse(.conflict, detail: error.detail)
        case .connectorUnknown: ProblemResponse(.notFound, detail: error.detail)
        case .actionMoveIllegal, .actionUnsupported, .actionEmpty, .actionChanged, .samePerson, .localAdminIsNoSecond,
            .expectedCountDiffers, .jobMoveIllegal, .connectorNameTaken, .vaultKeyWrong:
            // Every one of these is a code of the interface under the same name.
            ProblemResponse(ProblemCode(rawValue: error.code.rawValue) ?? .conflict, detail: error.detail)
        }
    }

    private static func problem(of error: ListRefusal) -> ProblemResponse {
        switch error {
        case .unknownFilter(let name, let known):
            ProblemResponse(.filterUnknown, detail: "known: \(known.joined(separator: ", "))", field: Self.shown(name))
        case .unknownSort(let name, let known):
            ProblemResponse(.sortUnknown, detail: "known: \(known.joined(separator: ", "))", field: Self.shown(name))
        case .badValue(let filter, let expected):
            ProblemResponse(.parameterInvalid, detail: expected, field: filter)
        case .badCursor: ProblemResponse(.cursorInvalid, field: "cursor")
        case .badLimit: ProblemResponse(.parameterInvalid, detail: "1 to 500", field: "limit")
        }
    }

    /// A name from outside, shown only when it looks like one.
    private static func shown(_ name: String) -> String? {
        name.utf8.count <= 40 && name.utf8.allSatisfy { $0 == 0x5F || $0 == 0x2D || (97...122).contains($0) }
            ? name : nil
    }
}
