-- What is new about a person since a time, together with how polling goes.
--
-- KEYS  1 data  2 timestamp  3 trace  4 status  5 person  6 anomaly  7 trial_version  8 trial_open
-- ARGV  1 since (inclusive)  2 at most so many rows, the newest of them
-- Returns {rows, timestamps, traces, the last time, the last trace, status fields, person, flagged rows,
-- the first time, changes of trials, "start stop begun" of each open trial}

local in_rows, in_times = redis.call('LLEN', KEYS[1]), redis.call('LLEN', KEYS[2])
local n = math.min(in_rows, in_times)
local since, most = tonumber(ARGV[1]), math.min(tonumber(ARGV[2]), n)

-- A time that is none ends nothing.
local function is_earlier(time)
  local at = tonumber(time)
  return at and at < since
end

-- Usually one or two rows are new: step back from the right end in growing blocks.
local new, block = 0, 4
while new < most do
  local size = math.min(block, most - new)
  local last = n - new - 1 - in_times
  local times = redis.call('LRANGE', KEYS[2], last - size + 1, last)
  local i = #times
  while i > 0 and not is_earlier(times[i]) do
    i = i - 1
  end
  new = new + #times - i
  if i > 0 or #times == 0 then
    break
  end
  block = block * 4
end

local rows, times, traces = {}, {}, {}
if new > 0 then
  rows = redis.call('LRANGE', KEYS[1], n - new - in_rows, n - 1 - in_rows)
  times = redis.call('LRANGE', KEYS[2], n - new - in_times, n - 1 - in_times)
  traces = redis.call('LRANGE', KEYS[3], n - new, n - 1)
end
return {
  rows,
  times,
  traces,
  redis.call('LINDEX', KEYS[2], -1),
  redis.call('LINDEX', KEYS[3], -1),
  redis.call('HGETALL', KEYS[4]),
  redis.call('GET', KEYS[5]),
  redis.call('LLEN', KEYS[6]),
  redis.call('LINDEX', KEYS[2], 0),
  redis.call('GET', KEYS[7]) or '0',
  redis.call('HVALS', KEYS[8]),
}
