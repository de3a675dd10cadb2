-- Reads aligned rows of a pair of lists by time.
--
-- KEYS  1 rows  2 timestamps  3 trace
-- ARGV  1 since (inclusive)  2 until (inclusive, or "inf")
-- Returns {rows, timestamps, traces, how often each trace stands there in a row}: the device's clock shows
-- whole seconds, so that ten readings have one

local window = require('window')

local start, stop = window.span_of(KEYS[1], KEYS[2], tonumber(ARGV[1]), ARGV[2])
if start >= stop then
  return { {}, {}, {}, {} }
end
local values, runs, n, last = {}, {}, 0, nil
for _, trace in ipairs(redis.call('LRANGE', KEYS[3], start, stop - 1)) do
  if trace == last then
    runs[n] = runs[n] + 1
  else
    n, last = n + 1, trace
    values[n], runs[n] = trace, 1
  end
end
return { window.rows_between(KEYS[1], start, stop), window.rows_between(KEYS[2], start, stop), values, runs }
