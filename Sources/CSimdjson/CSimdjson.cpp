#include "CSimdjson.h"

#include <algorithm>
#include <new>
#include <simdjson.h>

struct gnomon_json_parser {
    simdjson::dom::parser parser;
    size_t limit;
    // simdjson counts the document itself as a level and refuses at the limit, not beyond it.
    size_t max_depth;

    gnomon_json_parser(size_t max_bytes, size_t depth) 
        : parser(max_bytes), limit(depth), max_depth(depth + 1) {}
};

// Whether the document has more levels than the limit: simdjson does not count an empty container as one.
static bool is_too_deep(const uint64_t *tape, size_t limit) {
    size_t depth = 0;
    size_t index = 1;
    while (true) {
        switch (tape[index] >> 56) {
        case 'r': return false;
        case '{':
        case '[':
            if (++depth > limit) { return true; }
            break;
        case '}':
        case ']': depth -= 1; break;
        // A number stands in the word behind its tag.
        case 'l':
        case 'u':
        case 'd': index += 1; break;
        default: break;
        }
        index += 1;
    }
}

extern "C" size_t gnomon_json_padding(void) { return simdjson::SIMDJSON_PADDING; }

extern "C" gnomon_json_parser *gnomon_json_parser_create(size_t max_bytes, size_t max_depth) {
    return new (std::nothrow) gnomon_json_parser(max_bytes, max_depth);
}

extern "C" void gnomon_json_parser_destroy(gnomon_json_parser *parser) { delete parser; }

extern "C" gnomon_json_status gnomon_json_parse(
    gnomon_json_parser *parser, const uint8_t *bytes, size_t length,
    const uint64_t **tape, const uint8_t **strings) {
    // The depth limit of a DOM parser is set only by an explicit allocation.
    if (parser->parser.capacity() < length || parser->parser.max_depth() != parser->max_depth) {
        size_t wanted = std::max(length, std::max<size_t>(parser->parser.capacity(), 32 * 1024));
        if (parser->parser.allocate(wanted, parser->max_depth)) { return GNOMON_JSON_NO_MEMORY; }
    }
    auto error = parser->parser.parse(bytes, length, false).error();
    switch (error) {
    case simdjson::SUCCESS:
        if (is_too_deep(parser->parser.doc.tape.get(), parser->limit)) { return GNOMON_JSON_TOO_DEEP; }
        *tape = parser->parser.doc.tape.get();
        *strings = parser->parser.doc.string_buf.get();
        return GNOMON_JSON_OK;
    case simdjson::DEPTH_ERROR: return GNOMON_JSON_TOO_DEEP;
    case simdjson::UTF8_ERROR: return GNOMON_JSON_INVALID_UTF8;
    case simdjson::NUMBER_ERROR: return GNOMON_JSON_NUMBER;
    case simdjson::MEMALLOC:
    case simdjson::CAPACITY: return GNOMON_JSON_NO_MEMORY;
    default: return GNOMON_JSON_INVALID;
    }
}
