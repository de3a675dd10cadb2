-- Drops readings older than a time from every list of a person together.
--
-- KEYS  1 data  2 timestamp  3 trace
-- ARGV  1 drop what is earlier than this  2 at most so many rows in this call
-- Returns {rows dropped, 1 where more may be due}

local limit, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local times = redis.call('LRANGE', KEYS[2], 0, most - 1)
local due = 0
for i = 1, #times do
  local time = tonumber(times[i])
  if time and time >= limit then
    break
  end
  due = i
end
if due > 0 then
  local traces, rows = redis.call('LLEN', KEYS[3]), redis.call('LLEN', KEYS[1])
  redis.call('LTRIM', KEYS[1], due, -1)
  redis.call('LTRIM', KEYS[2], due, -1)
  -- Where somebody else swept before, the trace list is longer and loses that too.
  redis.call('LTRIM', KEYS[3], due + math.max(traces - rows, 0), -1)
end
return {due, due == most and 1 or 0}
