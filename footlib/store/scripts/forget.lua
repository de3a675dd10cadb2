-- Removes flagged readings and their context that are older than a time. What was counted of them is counted anew.
--
-- KEYS  1 anomaly  2 anomaly_timestamp  3 context_data  4 context_timestamp  5 context_trace
--       6 episode  7 anomaly_count
-- ARGV  1 remove what is earlier than this
-- Returns {flagged readings removed, other readings removed}

local window = require('window')
local call = redis.call
local limit = tonumber(ARGV[1])

local function count(key)
  return window.first_index(key, call('LLEN', key), function(time)
    return time >= limit
  end)
end

-- Every key is looked at before anything goes, so that one of a wrong type cannot end the call half-way.
for i = 1, 6 do
  call('LLEN', KEYS[i])
end
local context = call('HGET', KEYS[7], 'context')
local flagged, others = count(KEYS[2]), count(KEYS[4])
for i = 1, 5 do
  call('LTRIM', KEYS[i], i < 3 and flagged or others, -1)
end
if flagged > 0 then
  call('DEL', KEYS[6], KEYS[7])
  if context then
    call('HSET', KEYS[7], 'context', context)
  end
end
return { flagged, others }
