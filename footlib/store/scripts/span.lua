-- How many rows of a pair of lists lie in a span of time.
--
-- KEYS  1 rows  2 timestamps
-- ARGV  1 since (inclusive)  2 until (inclusive, or "inf")
-- Returns the number

local window = require('window')

local start, stop = window.span_of(KEYS[1], KEYS[2], tonumber(ARGV[1]), ARGV[2])
return math.max(stop - start, 0)
