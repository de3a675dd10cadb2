-- Reads aligned rows of a pair of lists by time.
--
-- KEYS  1 rows  2 timestamps  3 trace
-- ARGV  1 since (inclusive)  2 until (inclusive, or "inf")  3 at most so many rows, the newest of them
-- Returns {rows, timestamps, traces}

local first, stop = span_of(KEYS[1], KEYS[2], tonumber(ARGV[1]), ARGV[2])
local start = math.max(first, stop - tonumber(ARGV[3]), 0)
if start >= stop then
  return {{}, {}, {}}
end
return {
  rows_between(KEYS[1], start, stop),
  rows_between(KEYS[2], start, stop),
  redis.call('LRANGE', KEYS[3], start, stop - 1),
}
