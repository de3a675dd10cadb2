-- Appends readings of one person: every list of a reading or none.
--
-- KEYS  1 data  2 timestamp  3 trace  4 anomaly  5 anomaly_timestamp
--       6 episode  7 anomaly_count  8 status  9 person  10 lease
-- ARGV  1 writer  2 lease in ms  3 gap in s that ends an episode  4 version of the counting rule
--       5 person (JSON, or empty: unchanged)  6 trace name  7 request delay
--       then four a reading: time, sensors, trace id, flagged ("" or "mask v0 v1 v2 v3 v4 v5")
-- Returns {readings stored, the last stored time}, or {-1, holder} where another writer holds the lease.

local holder = redis.call('GET', KEYS[10])
if holder and holder ~= ARGV[1] then
  return {-1, holder}
end

-- Every key is looked at before anything is written, so that one of a wrong type
-- cannot end the call half-way.
local rows, times, traces = redis.call('LLEN', KEYS[1]), redis.call('LLEN', KEYS[2]), redis.call('LLEN', KEYS[3])
local flagged, flagged_times = redis.call('LLEN', KEYS[4]), redis.call('LLEN', KEYS[5])
redis.call('LLEN', KEYS[6])
local counted = tonumber(redis.call('HGET', KEYS[7], 'counted') or '0')
local counted_by = redis.call('HGET', KEYS[7], 'version')
redis.call('HGET', KEYS[8], 'failures')
redis.call('STRLEN', KEYS[9])

redis.call('SET', KEYS[10], ARGV[1], 'PX', ARGV[2])

-- A foreign writer may have died between its lists: what has no partner goes.
if rows > times then
  redis.call('LTRIM', KEYS[1], 0, times - 1)
  rows = times
elseif times > rows then
  redis.call('LTRIM', KEYS[2], 0, rows - 1)
end
if traces > rows then
  redis.call('LTRIM', KEYS[3], traces - rows, -1)
end
while traces < rows do
  local blanks = {}
  for i = 1, math.min(rows - traces, 1000) do
    blanks[i] = ''
  end
  redis.call('RPUSH', KEYS[3], unpack(blanks))
  traces = traces + #blanks
end

local last = redis.call('LINDEX', KEYS[2], -1) or redis.call('HGET', KEYS[8], 'last_success') or '0'
local last_number = tonumber(last) or 0
local new_rows, new_times, new_traces = {}, {}, {}
local new_flagged, new_flagged_times, marks = {}, {}, {}
for i = 8, #ARGV, 4 do
  local number = tonumber(ARGV[i])
  if number > last_number then
    last, last_number = ARGV[i], number
    new_rows[#new_rows + 1] = ARGV[i + 1]
    new_times[#new_times + 1] = ARGV[i]
    new_traces[#new_traces + 1] = ARGV[i + 2]
    if ARGV[i + 3] ~= '' then
      new_flagged[#new_flagged + 1] = ARGV[i + 1]
      new_flagged_times[#new_flagged_times + 1] = ARGV[i]
      marks[#marks + 1] = {ARGV[i], ARGV[i + 3], ARGV[i + 2], ARGV[6]}
    end
  end
end
if #new_rows > 0 then
  redis.call('RPUSH', KEYS[1], unpack(new_rows))
  redis.call('RPUSH', KEYS[2], unpack(new_times))
  redis.call('RPUSH', KEYS[3], unpack(new_traces))
  redis.call('HSET', KEYS[8], 'last_success', last, 'failures', '0', 'trace_id', new_traces[#new_traces],
    'trace_name', ARGV[6], 'request_delay', ARGV[7])
end
if ARGV[5] ~= '' then
  redis.call('SET', KEYS[9], ARGV[5])
end
if #new_flagged == 0 then
  return {#new_rows, last}
end

-- A flagged row is never dropped, so a missing time is filled with the next known one.
while flagged > flagged_times do
  redis.call('RPUSH', KEYS[5], new_flagged_times[1])
  flagged_times = flagged_times + 1
end
if flagged_times > flagged then
  redis.call('LTRIM', KEYS[5], 0, flagged - 1)
end
redis.call('RPUSH', KEYS[4], unpack(new_flagged))
redis.call('RPUSH', KEYS[5], unpack(new_flagged_times))

-- Counting goes on here only where everything before has been counted by the same rule;
-- else footlib.store.counting catches up later.
if counted ~= flagged or (counted > 0 and counted_by ~= ARGV[4]) then
  return {#new_rows, last}
end
count_flagged(KEYS[6], KEYS[7], flagged, ARGV[3], ARGV[4], marks)
return {#new_rows, last}
