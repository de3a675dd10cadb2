-- Removes for good trials that were deleted, unless somebody has restored one meanwhile.
--
-- KEYS  1 trial_deleted  2 trial  3 trial_note  4 trial_version, then the readings of each trial
-- ARGV  1 deleted before this time, then the id of each trial
-- Returns how many

local changes = require('changes')

local call = redis.call
for i = 2, 3 do
  call('HLEN', KEYS[i])
end
changes.look(KEYS[4])
local removed = 0
for i = 2, #ARGV do
  local deleted = tonumber(call('ZSCORE', KEYS[1], ARGV[i]) or '')
  if deleted and deleted < tonumber(ARGV[1]) then
    call('DEL', KEYS[i + 3])
    call('HDEL', KEYS[2], ARGV[i])
    call('HDEL', KEYS[3], ARGV[i])
    call('ZREM', KEYS[1], ARGV[i])
    removed = removed + 1
  end
end
if removed > 0 then
  changes.count(KEYS[4])
end
return removed
