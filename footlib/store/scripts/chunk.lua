-- The next rows of a pair of lists from a time on, oldest first.
--
-- KEYS  1 rows  2 timestamps  3 trace (optional)
-- ARGV  1 since (inclusive)  2 until (inclusive, or "inf")  3 pass over so many rows from the first of `since` on
--       4 at most
--       5 index where the call before ended; -1 at the first call  6 its last row's timestamp, as it stands there
-- Returns {rows, timestamps, traces, index where this call ended}

local n = math.min(redis.call('LLEN', KEYS[1]), redis.call('LLEN', KEYS[2]))
local until_ = ARGV[2] == 'inf' and math.huge or tonumber(ARGV[2])
local start = tonumber(ARGV[5])
-- Time is asked only where it must be: the sweep may have moved the rows meanwhile.
if start < 0 or redis.call('LINDEX', KEYS[2], start - 1) ~= ARGV[6] then
  local since, known = tonumber(ARGV[1]), start < 0 and n or math.min(start, n)
  local later = first_index(KEYS[2], known, function(time) return time > since end)
  start = math.min(first_index(KEYS[2], later, function(time) return time >= since end) + tonumber(ARGV[3]), later)
end
local stop = math.min(start + tonumber(ARGV[4]), n)
local times = rows_between(KEYS[2], start, stop)
while #times > 0 and (tonumber(times[#times]) or 0) > until_ do
  times[#times] = nil
end
stop = start + #times
return {
  rows_between(KEYS[1], start, stop),
  times,
  KEYS[3] and #times > 0 and redis.call('LRANGE', KEYS[3], start, stop - 1) or {},
  stop,
}
