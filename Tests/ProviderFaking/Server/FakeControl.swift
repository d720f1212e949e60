import Foundation

/// The interface under `/_control`, by which tests and campaigns read and change a fake.
///
/// - `GET  /_control/settings`: what a connector has to be told.
/// - `GET  /_control/grants`: `{"count","grants":[{id, subject, client_id, vendor_key, scopes}]}`, what really stands.
/// - `POST /_control/grants`: `{"subject","client_id","scopes"?}` grants anew; `DELETE /_control/grants/ID` takes away.
/// - `GET  /_control/users`, `GET /_control/apps`.
/// - `POST /_control/seed`: `{"users","apps","grants_per_user"}` begins a new world.
/// - `POST /_control/faults`: one `FaultOrder` or an array of them; `DELETE` forgets those not yet met.
/// - `POST /_control/lag`: `{"calls","milliseconds"}`.
/// - `POST /_control/limit`: `{"calls_per_second": N | null}`.
/// - `POST /_control/world`: `{"page_size"?,"clock_offset"?,"permissions"?}`.
/// - `GET  /_control/calls`: `{"total","throttled","peak_per_second","calls":[…]}`, `?limit=N` the last N; `DELETE`
///   begins anew.
struct FakeControl {
    let desk: FakeDesk

    func answer(_ request: FakeRequest) -> FakeAnswer {
        let name = request.path.dropFirst().first ?? ""
        switch (request.method, name) {
        case ("GET", "settings"): return Self.encoded(self.desk.settings(origin: request.origin))
        case ("GET", "grants"): return self.grants()
        case ("POST", "grants"): return self.addGrant(request)
        case ("DELETE", "grants"):
            let id = request.path.count == 3 ? request.path[2] : ""
            return FakeAnswer(self.desk.inWorld { $0.delete(id) } ? 204 : 404)
        case ("GET", "users"): return Self.encoded(self.desk.inWorld { $0.users })
        case ("GET", "apps"): return Self.encoded(self.desk.inWorld { $0.apps })
        case ("GET", "calls"): return self.calls(limit: request.query["limit"].flatMap { Int($0) } ?? .max)
        case ("DELETE", "calls"):
            self.desk.clearCalls()
            return FakeAnswer(204)
        case ("DELETE", "faults"):
            self.desk.clearFaults()
            return FakeAnswer(204)
        case ("POST", _): return self.change(name, request)
        default: return FakeAnswer(404, ["error": "no such control"])
        }
    }

    private func change(_ name: String, _ request: FakeRequest) -> FakeAnswer {
        do {
            let data = Data(request.body)
            switch name {
            case "seed":
                let world = try JSONDecoder().decode(FakeSeed.self, from: data).world(of: self.desk.provider)
                self.desk.inWorld { $0 = world }
            case "faults": self.desk.order(try Self.orders(data))
            case "lag":
                let lag = try JSONDecoder().decode(FakeWorld.Lag.self, from: data)
                self.desk.inWorld { $0.lag = lag }
            case "limit":
                self.desk.limit(callsPerSecond: try Self.decoded(Limit.self, data).callsPerSecond)
            case "world":
                let change = try Self.decoded(WorldChange.self, data)
                self.desk.inWorld { world in
                    if let size = change.pageSize { world.pageSize = size }
                    if let offset = change.clockOffset { world.clockOffset = offset }
                    if let permissions = change.permissions { world.permissions = permissions }
                }
            default: return FakeAnswer(404, ["error": "no such control"])
            }
            return FakeAnswer(204)
        } catch {
            return FakeAnswer(400, ["error": "\(error)"])
        }
    }

    private struct Limit: Decodable { var callsPerSecond: Int? }

    private struct WorldChange: Decodable {
        var pageSize: Int?
        var clockOffset: Double?
        var permissions: Set<String>?
    }

    private static func decoded<Value: Decodable>(_ type: Value.Type, _ data: Data) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: data)
    }

    private static func orders(_ data: Data) throws -> [FaultOrder] {
        if let orders = try? JSONDecoder().decode([FaultOrder].self, from: data) { return orders }
        return [try JSONDecoder().decode(FaultOrder.self, from: data)]
    }

    private func grants() -> FakeAnswer {
        let grants = self.desk.inWorld { world in
            let apps = Dictionary(world.apps.map { ($0.id, $0) }) { $1 }
            return world.grants.map { grant -> FakeJSON in
                [
                    "id": .string(grant.id), "subject": .optional(grant.user.flatMap { world.user($0)?.mail }),
                    "client_id": .optional(apps[grant.app]?.clientID),
                    "vendor_key": .string(self.desk.provider.vendorKey(of: grant)),
                    "scopes": .array(grant.scopes.map { .string($0) }),
                ]
            }
        }
        return FakeAnswer(200, ["count": .number(Double(grants.count)), "grants": .array(grants)])
    }

    private func addGrant(_ request: FakeRequest) -> FakeAnswer {
        guard let json = request.json, let subject = json["subject"]?.text, let client = json["client_id"]?.text else {
            return FakeAnswer(400, ["error": "subject and client_id"])
        }
        let id = self.desk.inWorld { world -> String? in
            guard let user = world.user(subject), let app = world.apps.first(where: { $0.clientID == client }) else {
                return nil
            }
            var grant = self.desk.provider.grant(id: "again\(UUID().uuidString)", user: user, app: app)
            if let scopes = json["scopes"]?.items { grant.scopes = scopes.compactMap(\.text) }
            world.add(grant)
            return grant.id
        }
        return id.map { FakeAnswer(201, ["id": .string($0)]) } ?? FakeAnswer(404, ["error": "no such user or app"])
    }

    private func calls(limit: Int) -> FakeAnswer {
        let calls = self.desk.calls.suffix(limit).map { call -> FakeJSON in
            [
                "method": .string(call.method), "path": .string(call.path), "status": .number(Double(call.status)),
                "milliseconds": .number(Double(call.milliseconds)),
            ]
        }
        let counts = self.desk.limit
        return FakeAnswer(
            200,
            [
                "total": .number(Double(self.desk.totalCalls)), "throttled": .number(Double(counts.throttled)),
                "peak_per_second": .number(Double(counts.peak)), "calls": .array(calls),
            ])
    }

    private static func encoded(_ value: some Encodable) -> FakeAnswer {
        guard let data = try? JSONEncoder().encode(value) else { return FakeAnswer(500) }
        var answer = FakeAnswer(200, headers: [("Content-Type", "application/json")])
        answer.body = Array(data)
        return answer
    }
}
