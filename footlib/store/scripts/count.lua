-- Counts flagged readings that a foreign writer stored.
--
-- KEYS  1 episode  2 anomaly_count
-- ARGV  1 counted so far  2 gap in s  3 version of the counting rule, then two a reading: time, mark
-- Returns 1, or 0 where somebody else has counted meanwhile

local counting = require('counting')

local counted = tonumber(redis.call('HGET', KEYS[2], 'counted') or '0')
if redis.call('HGET', KEYS[2], 'version') ~= ARGV[3] then
  counted = 0
end
if counted ~= tonumber(ARGV[1]) then
  return 0
end
if counted == 0 then
  local context = redis.call('HGET', KEYS[2], 'context')
  redis.call('DEL', KEYS[1], KEYS[2])
  if context then
    redis.call('HSET', KEYS[2], 'context', context)
  end
end
local readings = {}
for i = 4, #ARGV, 2 do
  readings[#readings + 1] = { ARGV[i], ARGV[i + 1], '', '' }
end
counting.add(KEYS[1], KEYS[2], counted, ARGV[2], ARGV[3], readings)
return 1
