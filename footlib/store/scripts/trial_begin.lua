-- Begins a trial of a person, unless one is running.
--
-- KEYS  1 trial_open  2 timestamp  3 trial_note  4 trial_version
-- ARGV  1 id  2 wall clock  3 seconds to reach back from the newest reading, or "all"  4 longest in s  5 note (JSON)
-- Returns {id, "start stop begun"} of the trial that runs now, this one or that which ran before

local changes = require('changes')

local newest = redis.call('LINDEX', KEYS[2], -1)
local now = math.max(tonumber(ARGV[2]), tonumber(newest or '') or 0)
local open = redis.call('HGETALL', KEYS[1])
for i = 1, #open, 2 do
  -- A call whose answer was lost is repeated.
  if open[i] == ARGV[1] or (tonumber(string.match(open[i + 1], '^%S+ (%S+)')) or 0) > now then
    return { open[i], open[i + 1] }
  end
end
redis.call('HLEN', KEYS[3])
changes.look(KEYS[4])

-- By the clock of reception, which may be another than the caller's: from the newest reading on.
local back, start, begun = tonumber(ARGV[3]) or 0, string.format('%.6f', now), now
if ARGV[3] == 'all' then
  local first = redis.call('LINDEX', KEYS[2], 0)
  begun = tonumber(first or '') or now
  -- A foreign writer's first time may be none.
  start = tonumber(first or '') and first or start
elseif newest then
  start = string.format('%.6f', (tonumber(newest) or now) - back + 0.000001)
  begun = now - back
end
local stop = string.format('%.6f', now + tonumber(ARGV[4]))
local value = table.concat({ start, stop, string.format('%.6f', begun) }, ' ')
redis.call('HSET', KEYS[1], ARGV[1], value)
redis.call('HSET', KEYS[3], ARGV[1], ARGV[5])
changes.count(KEYS[4])
return { ARGV[1], value }
