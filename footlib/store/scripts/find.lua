-- Where a span of time lies in aligned lists.
--
-- KEYS  1 rows  2 timestamps  3 trace
-- ARGV  1 since (inclusive)  2 until (inclusive, or "inf")
-- Returns {index of the first row, index after the last, length of each list}

local first, stop = span_of(KEYS[1], KEYS[2], tonumber(ARGV[1]), ARGV[2])
return {first, stop, redis.call('LLEN', KEYS[1]), redis.call('LLEN', KEYS[2]), redis.call('LLEN', KEYS[3])}
