-- Takes, keeps or gives back the lease of one person.
--
-- KEYS  1 lease  2 timestamp  3 status
-- ARGV  1 writer  2 lease in ms, 0 gives it back
-- Returns {holder, the last stored time}

local holder = redis.call('GET', KEYS[1])
local last = redis.call('LINDEX', KEYS[2], -1) or redis.call('HGET', KEYS[3], 'last_success') or '0'
if holder and holder ~= ARGV[1] then
  return {holder, last}
end
if ARGV[2] == '0' then
  redis.call('DEL', KEYS[1])
  return {'', last}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {ARGV[1], last}
