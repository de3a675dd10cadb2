-- Counts changes of a person's trials and labels, so that readers know when to look again.

local changes = {}

-- What ends a call because of a wrong type is found before anything is written.
function changes.look(key)
  return tonumber(redis.call('GET', key) or '') or 0
end

-- Not INCR, which a number that is none would end half-way.
function changes.count(key)
  redis.call('SET', key, string.format('%d', changes.look(key) + 1))
end

return changes
