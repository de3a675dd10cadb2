-- Adds a label, or changes one that is there still.
--
-- KEYS  1 label_start  2 label  3 trial_version
-- ARGV  1 id  2 start  3 label (JSON)  4 what is there before: '' nothing, '*' anything, else just this (JSON)
-- Returns 1, or 0 where something else is there

local changes = require('changes')

local known = redis.call('HGET', KEYS[2], ARGV[1]) or ''
redis.call('ZCARD', KEYS[1])
changes.look(KEYS[3])
if ARGV[4] == '*' and known == '' or ARGV[4] ~= '*' and known ~= ARGV[4] then
  return 0
end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
changes.count(KEYS[3])
return 1
