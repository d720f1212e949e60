-- wrk script: POSTs each body of a packed stream exactly once, in order. One thread only.
--   BENCH_STREAM  file of [u32 little-endian length][gzip body]…
--   BENCH_TOKEN   bearer token
--   BENCH_OFFSET  byte to start at (default 0)
--   BENCH_PART    number of this reader among BENCH_PARTS that share the stream, from 0 (default 0 of 1)
--   BENCH_RATE    reports/s over all connections (default 0: as fast as answers come)
-- `done` prints one JSON line; everything else that wrk prints is for people.

local rate = tonumber(os.getenv("BENCH_RATE") or "0")
local threads = {}

function setup(thread)
  table.insert(threads, thread)
  assert(#threads == 1, "run wrk with -t1: the stream has one reader")
end

-- Globals on purpose: `done` runs in another Lua state and reads them with thread:get.
offset = tonumber(os.getenv("BENCH_OFFSET") or "0")
accepted, other, first_other = 0, 0, ""

local stream, head
local part, parts = tonumber(os.getenv("BENCH_PART") or "0"), tonumber(os.getenv("BENCH_PARTS") or "1")

local function length()
  local size = stream:read(4)
  if not size or #size < 4 then
    io.stderr:write("post.lua: the stream ended within the run; prepare more bodies (GNOMON_BENCH_MAX_RATE)\n")
    os.exit(3)
  end
  local a, b, c, d = size:byte(1, 4)
  return a + b * 256 + c * 65536 + d * 16777216
end

-- Leaves bodies to the other readers.
local function skip(count)
  for _ = 1, count do stream:seek("cur", length()) end
end

local probing = true -- wrk asks once before the start, only to look at the request's form

function init(args)
  stream = assert(io.open(os.getenv("BENCH_STREAM"), "rb"))
  stream:setvbuf("full", 1048576)
  stream:seek("set", offset)
  skip(part)
  offset = stream:seek("cur")
  head = "POST " .. wrk.path .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port
    .. "\r\nAuthorization: Bearer " .. os.getenv("BENCH_TOKEN")
    .. "\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: "
end

function request()
  local size = length()
  local body = stream:read(size)
  if probing then
    probing = false
    stream:seek("set", offset)
  else
    skip(parts - 1)
    offset = stream:seek("cur")
  end
  return head .. size .. "\r\n\r\n" .. body
end

function response(status, headers, body)
  if status == 202 then
    accepted = accepted + 1
  else
    other = other + 1
    if first_other == "" then first_other = status .. " " .. body:sub(1, 200):gsub('[%c"\\]', "'") end
  end
end

if rate > 0 then
  local ffi = require("ffi")
  ffi.cdef [[ typedef struct { long s; long ns; } bench_time; int clock_gettime(int, bench_time *); ]]
  local time, due = ffi.new("bench_time"), nil
  -- Milliseconds until the next free place in the schedule. A client that fell behind catches up,
  -- but by no more than a tenth of a second's worth.
  function delay()
    ffi.C.clock_gettime(1, time) -- CLOCK_MONOTONIC
    local now = tonumber(time.s) * 1000 + tonumber(time.ns) / 1e6
    due = math.max((due or now) + 1000 / rate, now - 100)
    return math.max(0, math.floor(due - now))
  end
end

function done(summary, latency, requests)
  local thread = threads[1]
  local seconds = summary.duration / 1e6
  local e = summary.errors
  io.write(string.format(
    '\n{"seconds":%.3f,"accepted":%d,"other":%d,"first_other":"%s","socket_errors":%d,"timeouts":%d,'
      .. '"reports_per_s":%.1f,"p50_ms":%.3f,"p99_ms":%.3f,"max_ms":%.3f,"offset":%d}\n',
    seconds, thread:get("accepted"), thread:get("other"), thread:get("first_other"),
    e.connect + e.read + e.write, e.timeout, thread:get("accepted") / seconds,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000,
    thread:get("offset")))
end
