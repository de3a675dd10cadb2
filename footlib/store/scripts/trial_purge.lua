-- Removes for good trials that were deleted long ago.
--
-- KEYS  1 trial_deleted  2 trial  3 trial_note  4 trial_version
-- ARGV  1 deleted before this time
-- Returns how many

local call = redis.call
local due = call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[1], 'LIMIT', 0, 100)
if #due == 0 then
  return 0
end
-- Its readings have the same prefix, and so the same slot.
local prefix = KEYS[2] .. ':'
for _, id in ipairs(due) do
  call('DEL', prefix .. id)
end
call('HDEL', KEYS[2], unpack(due))
call('HDEL', KEYS[3], unpack(due))
call('ZREM', KEYS[1], unpack(due))
call('INCR', KEYS[4])
return #due
