/// Why one event of a report was not stored. Raw values are wire names: never rename, only add.
package enum Rejection: String, Error, CaseIterable, Codable, Sendable {
    /// A required field is absent.
    case fieldMissing = "field_missing"
    /// A field has the wrong type or form.
    case fieldInvalid = "field_invalid"
    /// A text or list is longer than the schema allows.
    case fieldTooLong = "field_too_long"
    /// The same field stands twice in one object.
    case fieldRepeated = "field_repeated"
    /// A value lies outside its closed set.
    case enumUnknown = "enum_unknown"
    /// A number lies outside its range.
    case numberOutOfRange = "number_out_of_range"
    /// A time is not RFC 3339 in UTC.
    case timeInvalid = "time_invalid"
    /// After correction of the sensor's clock the event lies more than 24 h in the future.
    case timeInFuture = "time_in_future"
    /// The event lies before 2020.
    case timeTooOld = "time_too_old"
    /// `ended_at` lies before `started_at`.
    case timeOrder = "time_order"
    /// A credential or code stands where none belongs.
    case secretInField = "secret_in_field"
    /// The same `event_id` came before with other content; the first one stays.
    case eventIDConflict = "event_id_conflict"
}
