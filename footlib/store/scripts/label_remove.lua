-- Removes a label.
--
-- KEYS  1 label_start  2 label  3 trial_version
-- ARGV  1 id
-- Returns 1, or 0 where there is none

local changes = require('changes')

redis.call('ZCARD', KEYS[1])
changes.look(KEYS[3])
if redis.call('HDEL', KEYS[2], ARGV[1]) == 0 then
  return 0
end
redis.call('ZREM', KEYS[1], ARGV[1])
changes.count(KEYS[3])
return 1
