/// What every transfer of a client shares.
struct TransferContext: Sendable {
    let settings: EgressSettings
    let permission: EgressPermission
    /// Or why there are none.
    let authorities: Result<Authorities, EgressError>
    /// In the notation of CURLOPT_RESOLVE, `host:port:address`; tests alone have any.
    let names: [String]
}
