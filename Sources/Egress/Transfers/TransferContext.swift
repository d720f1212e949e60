/// What every transfer of a client shares.
struct TransferContext: Sendable {
    let settings: EgressSettings
    let permission: EgressPermission
    /// Certificates (PEM) to trust in place of libcurl's own choice; or why there are none.
    let authorities: Result<[UInt8]?, EgressError>
    /// In the notation of CURLOPT_RESOLVE, `host:port:address`; tests alone have any.
    let names: [String]
}
