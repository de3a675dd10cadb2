-- Ends a trial that runs: what is received later does not belong to it.
--
-- KEYS  1 trial_open  2 timestamp  3 trial_version
-- ARGV  1 id  2 wall clock
-- Returns "start stop begun", or nil where it is not open

local changes = require('changes')

local value = redis.call('HGET', KEYS[1], ARGV[1])
if not value then
  return nil
end
local start, stop, begun = string.match(value, '^(%S+) (%S+) (%S+)$')
local now = math.max(tonumber(ARGV[2]), tonumber(redis.call('LINDEX', KEYS[2], -1) or '') or 0)
if now < (tonumber(stop) or 0) then
  changes.look(KEYS[3])
  -- A full Redis refuses HSET, but not after a script's first write: what runs can always be ended.
  redis.call('HDEL', KEYS[1], ARGV[1])
  value = table.concat({ start, string.format('%.6f', now), begun }, ' ')
  redis.call('HSET', KEYS[1], ARGV[1], value)
  changes.count(KEYS[3])
end
return value
