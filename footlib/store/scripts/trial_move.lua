-- Deletes a trial for the time being, or takes that back: from one sorted set to the other.
--
-- KEYS  1 from  2 to  3 trial  4 trial_version
-- ARGV  1 id  2 when it is deleted; absent where that is taken back
-- Returns 1, or 0 where it is not in the first

local changes = require('changes')

local call = redis.call
if not call('ZSCORE', KEYS[1], ARGV[1]) then
  return 0
end
local score = ARGV[2] or tonumber(cjson.decode(call('HGET', KEYS[3], ARGV[1]) or '{}').start) or 0
call('ZCARD', KEYS[2])
changes.look(KEYS[4])
call('ZREM', KEYS[1], ARGV[1])
call('ZADD', KEYS[2], score, ARGV[1])
changes.count(KEYS[4])
return 1
