-- Takes, keeps or gives back the leases of persons.
--
-- KEYS  the lease of each person; the other keys have the same prefix, and so the same slot
-- ARGV  1 writer  2 lease in ms, 0 gives it back
-- Returns for each person {holder, the last stored time, 1 where this writer held the lease before}, or an error

local call = redis.call
local writer, lease_ms = ARGV[1], ARGV[2]

local function take(lease)
  local prefix = string.sub(lease, 1, -6)
  local holder = call('GET', lease)
  local last = call('LINDEX', prefix .. 'timestamp', -1) or call('HGET', prefix .. 'status', 'last_success') or '0'
  if holder and holder ~= writer then
    return { holder, last, 0 }
  end
  if lease_ms == '0' then
    call('DEL', lease)
    return { '', last, 0 }
  end
  call('SET', lease, writer, 'PX', lease_ms)
  return { writer, last, holder and 1 or 0 }
end

local replies = {}
for i, lease in ipairs(KEYS) do
  local fine, reply = pcall(take, lease)
  if not fine then
    reply = type(reply) == 'table' and reply or { err = tostring(reply) }
  end
  replies[i] = reply
end
return replies
