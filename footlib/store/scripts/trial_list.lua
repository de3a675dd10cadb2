-- Some trials of a person, newest first, and all that are open.
--
-- KEYS  1 trial_start, or trial_deleted  2 trial  3 trial_note  4 trial_open  5 timestamp
-- ARGV  1 rank of the first, from 0 on  2 rank of the last; -1: all
-- Returns {kept in all, ids, facts, notes, ids of the open, their "start stop begun", their notes, the newest
-- reading's time}

local function notes_of(ids, key)
  local found = {}
  for first = 1, #ids, 1000 do
    local some = redis.call('HMGET', key, unpack(ids, first, math.min(first + 999, #ids)))
    for i = 1, #some do
      found[#found + 1] = some[i] or ''
    end
  end
  return found
end

local ids = redis.call('ZREVRANGE', KEYS[1], ARGV[1], ARGV[2])
local open = redis.call('HGETALL', KEYS[4])
local open_ids, spans = {}, {}
for i = 1, #open, 2 do
  open_ids[#open_ids + 1] = open[i]
  spans[#spans + 1] = open[i + 1]
end
return {
  redis.call('ZCARD', KEYS[1]),
  ids,
  notes_of(ids, KEYS[2]),
  notes_of(ids, KEYS[3]),
  open_ids,
  spans,
  notes_of(open_ids, KEYS[3]),
  redis.call('LINDEX', KEYS[5], -1) or '',
}
