-- Changes what may change of a trial.
--
-- KEYS  1 trial  2 trial_open  3 trial_note  4 trial_version
-- ARGV  1 id  2 the texts that change (JSON)
-- Returns 1, or 0 where there is no such trial

local changes = require('changes')

if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 and redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then
  return 0
end
changes.look(KEYS[4])
-- Somebody else may have changed another of them meanwhile.
local fine, note = pcall(cjson.decode, redis.call('HGET', KEYS[3], ARGV[1]) or '{}')
if not fine or type(note) ~= 'table' then
  note = {}
end
for field, text in pairs(cjson.decode(ARGV[2])) do
  note[field] = text
end
redis.call('HSET', KEYS[3], ARGV[1], cjson.encode(note))
changes.count(KEYS[4])
return 1
