#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One reusable simdjson DOM parser. Not thread-safe: one caller at a time.
typedef struct gnomon_json_parser gnomon_json_parser;

typedef enum {
    GNOMON_JSON_OK = 0,
    GNOMON_JSON_INVALID = 1,
    GNOMON_JSON_TOO_DEEP = 2,
    GNOMON_JSON_INVALID_UTF8 = 3,
    /// A number is malformed, or well-formed but outside Int64, UInt64 and Double.
    GNOMON_JSON_NUMBER = 4,
    GNOMON_JSON_NO_MEMORY = 5,
} gnomon_json_status;

/// Bytes that must be readable behind the text handed to `gnomon_json_parse`.
size_t gnomon_json_padding(void);

/// A parser that refuses nesting beyond `max_depth` and texts beyond `max_bytes`. NULL when out of memory.
gnomon_json_parser *gnomon_json_parser_create(size_t max_bytes, size_t max_depth);
void gnomon_json_parser_destroy(gnomon_json_parser *parser);

/// Parses `length` bytes into simdjson's tape (format: simdjson's doc/tape.md).
/// The two pointers stay valid until the next call on this parser.
gnomon_json_status gnomon_json_parse(
    gnomon_json_parser *parser, const uint8_t *bytes, size_t length,
    const uint64_t **tape, const uint8_t **strings);

#ifdef __cplusplus
}
#endif
