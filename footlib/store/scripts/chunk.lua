-- The next rows of a pair of lists from a time on, oldest first.
--
-- KEYS  1 rows  2 timestamps  3 trace (optional)
-- ARGV  1 since (inclusive)  2 until (inclusive, or "inf")  3 pass over so many rows from the first of `since` on
--       4 at most
--       5 index where the call before ended; -1 at the first call
-- Returns {rows, timestamps, traces, index where this call ended}

local window = require('window')

local n = math.min(redis.call('LLEN', KEYS[1]), redis.call('LLEN', KEYS[2]))
local since, passed = tonumber(ARGV[1]), tonumber(ARGV[3])
local until_ = ARGV[2] == 'inf' and math.huge or tonumber(ARGV[2])

local function time_at(i)
  return tonumber(redis.call('LINDEX', KEYS[2], i)) or 0
end

-- Whether the rows stand where the call before left them: the sweep may have moved them meanwhile. Several may share
-- a time, so only the first of them tells.
local function stayed(start)
  local first = start - passed
  return first >= 0 and time_at(first) == since and (first == 0 or time_at(first - 1) < since)
end

local start = tonumber(ARGV[5])
if start < 0 or not stayed(start) then
  local known = start < 0 and n or math.min(start, n)
  local later = window.first_index(KEYS[2], known, function(time)
    return time > since
  end)
  local first = window.first_index(KEYS[2], later, function(time)
    return time >= since
  end)
  start = math.min(first + passed, later)
end
local stop = math.min(start + tonumber(ARGV[4]), n)
local times = window.rows_between(KEYS[2], start, stop)
while #times > 0 and (tonumber(times[#times]) or 0) > until_ do
  times[#times] = nil
end
stop = start + #times
return {
  window.rows_between(KEYS[1], start, stop),
  times,
  KEYS[3] and #times > 0 and redis.call('LRANGE', KEYS[3], start, stop - 1) or {},
  stop,
}
