-- The next rows of a pair of lists from a time on, oldest first.
--
-- KEYS  1 rows  2 timestamps  3 trace (optional)
-- ARGV  1 since (inclusive)  2 until (inclusive, or "inf")  3 pass over so many rows of exactly `since`  4 at most
-- Returns {rows, timestamps, traces}

local n = math.min(redis.call('LLEN', KEYS[1]), redis.call('LLEN', KEYS[2]))
local since, until_ = tonumber(ARGV[1]), ARGV[2] == 'inf' and math.huge or tonumber(ARGV[2])
local low, high = -1, n
while high - low > 1 do
  local middle = math.floor((low + high) / 2)
  if (tonumber(redis.call('LINDEX', KEYS[2], middle)) or 0) >= since then
    high = middle
  else
    low = middle
  end
end
local start = high + tonumber(ARGV[3])
local stop = math.min(start + tonumber(ARGV[4]), n) - 1
if start > stop then
  return {{}, {}, {}}
end
local times = redis.call('LRANGE', KEYS[2], start, stop)
while #times > 0 and (tonumber(times[#times]) or 0) > until_ do
  times[#times] = nil
end
stop = start + #times - 1
if #times == 0 then
  return {{}, {}, {}}
end
return {
  redis.call('LRANGE', KEYS[1], start, stop),
  times,
  KEYS[3] and redis.call('LRANGE', KEYS[3], start, stop) or {},
}
