-- Reads aligned rows of a pair of lists by time.
--
-- KEYS  1 rows  2 timestamps  3 trace (optional)
-- ARGV  1 since (inclusive)  2 until (inclusive, or "inf")  3 at most so many rows, the newest of them
-- Returns {index of the first row, rows, timestamps, traces, rows in all}

local first, stop, n = span_of(KEYS[1], KEYS[2], tonumber(ARGV[1]), ARGV[2])
local start = math.max(first, stop - tonumber(ARGV[3]), 0)
if start >= stop then
  return {stop, {}, {}, {}, n}
end
return {
  start,
  rows_between(KEYS[1], start, stop),
  rows_between(KEYS[2], start, stop),
  KEYS[3] and redis.call('LRANGE', KEYS[3], start, stop - 1) or {},
  n,
}
