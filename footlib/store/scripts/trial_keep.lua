-- Keeps a trial for ever: what never changes of it, and its readings. One that was open is so no longer, and what
-- the sweep had moved for it alone goes.
--
-- KEYS  1 trial_start  2 trial  3 trial_note  4 trial_deleted  5 trial_open  6 trial_version  7 the trial's readings
--       8 trial_data  9 trial_timestamp  10 trial_trace
-- ARGV  1 id  2 start  3 facts (JSON)  4 readings (Parquet)  5 note (JSON) of one that was not recorded here
-- Returns 1, or 0 where it is kept already, or is neither open nor new

local changes = require('changes')
local window = require('window')
local call = redis.call
local was_open = call('HEXISTS', KEYS[5], ARGV[1]) == 1
if call('HEXISTS', KEYS[2], ARGV[1]) == 1 or (not was_open and not ARGV[5]) then
  return 0
end
for i = 8, 10 do
  call('LLEN', KEYS[i])
end
call('ZCARD', KEYS[1])
call('HLEN', KEYS[3])
changes.look(KEYS[6])

call('SET', KEYS[7], ARGV[4])
call('HSET', KEYS[2], ARGV[1], ARGV[3])
call('ZADD', KEYS[1], ARGV[2], ARGV[1])
if ARGV[5] then
  call('HSET', KEYS[3], ARGV[1], ARGV[5])
end
changes.count(KEYS[6])
if not was_open then
  return 1
end

call('HDEL', KEYS[5], ARGV[1])
local earliest = math.huge
for _, value in ipairs(call('HVALS', KEYS[5])) do
  earliest = math.min(earliest, tonumber(string.match(value, '^%S+')) or 0)
end
if earliest == math.huge then
  call('DEL', KEYS[8], KEYS[9], KEYS[10])
  return 1
end
local spare = window.span_of(KEYS[9], KEYS[9], earliest, 'inf')
for i = 8, 10 do
  call('LTRIM', KEYS[i], spare, -1)
end
return 1
