-- Appends readings of persons: for each of them every list of a reading or none.
--
-- KEYS  the data list of each person; its other keys have the same prefix, and so the same slot
-- ARGV  1 writer  2 lease in ms  3 gap in s that ends an episode  4 version of the counting rule  5 request delay
--       then for each person: number of readings n, or -n where the lease is to be renewed and there may be more to
--       tell; the last time that was acknowledged to this writer, or empty;
--       with -n: flagged readings m, person (JSON, or empty: as before), trace name, m times {number of the reading
--       from 0 on, "mask v0 v1 v2 v3 v4 v5"};
--       n rising times, n arrays of sensors, n trace ids
-- Returns for each person the readings stored, -1 where the lists end before what was acknowledged,
-- the name of another writer that holds the lease, or an error

local counting = require('counting')

local call = redis.call
local writer, lease_ms, gap, version, delay = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

-- What to take back should a key of a wrong type end a person's turn half-way.
local pushed, pushes, readings = {}, 0, 0

local function push(key, first, last)
  local length = call('RPUSH', key, unpack(ARGV, first, last))
  pushes = pushes + 1
  pushed[pushes], readings = key, last - first + 1
  return length
end

local function take_back()
  for i = 1, pushes do
    call('LTRIM', pushed[i], 0, -readings - 1)
  end
  pushes = 0
end

-- Keeps the first n of a list. To LTRIM an end of -1 is the last one of all.
local function keep_first(key, n)
  if n == 0 then
    call('DEL', key)
  else
    call('LTRIM', key, 0, n - 1)
  end
end

-- A foreign writer may have died between its lists: what has no partner goes.
local function align(data, times, traces)
  local rows, timed, traced = call('LLEN', data), call('LLEN', times), call('LLEN', traces)
  if rows > timed then
    keep_first(data, timed)
    rows = timed
  elseif timed > rows then
    keep_first(times, rows)
  end
  if traced > rows then
    call('LTRIM', traces, traced - rows, -1)
  end
  while traced < rows do
    local blanks = {}
    for i = 1, math.min(rows - traced, 1000) do
      blanks[i] = ''
    end
    call('RPUSH', traces, unpack(blanks))
    traced = traced + #blanks
  end
end

-- Keeps flagged readings, {time, mark, trace id, trace name, sensors} each, for ever.
local function keep(prefix, flagged)
  local rows, times, counts = prefix .. 'anomaly', prefix .. 'anomaly_timestamp', prefix .. 'anomaly_count'
  local n, timed = call('LLEN', rows), call('LLEN', times)
  -- A flagged row is never dropped, so a missing time is filled with the next known one.
  while n > timed do
    call('RPUSH', times, flagged[1][1])
    timed = timed + 1
  end
  if timed > n then
    keep_first(times, n)
  end
  for _, reading in ipairs(flagged) do
    call('RPUSH', rows, reading[5])
    call('RPUSH', times, reading[1])
  end
  -- Counting goes on here only where everything before has been counted by the same rule;
  -- else footlib.store.counting catches up later.
  local counted = tonumber(call('HGET', counts, 'counted') or '0')
  if counted == n and (counted == 0 or call('HGET', counts, 'version') == version) then
    counting.add(prefix .. 'episode', counts, n, gap, version, flagged)
  end
end

-- How many of n readings are not newer than a time.
local function passed_over(time, n, last)
  local old = 0
  while old < n and tonumber(ARGV[time + old]) <= last do
    old = old + 1
  end
  return old
end

-- The flagged among the readings from number `old` on, as `keep` takes them.
local function flagged_from(old, more, time, n)
  local flagged, name = {}, ARGV[more + 2]
  for i = more + 3, time - 1, 2 do
    local number = tonumber(ARGV[i])
    if number >= old then
      local at = time + number
      flagged[#flagged + 1] = { ARGV[at], ARGV[i + 1], ARGV[at + 2 * n], name, ARGV[at + n] }
    end
  end
  return flagged
end

-- What is not written first is looked at first, so that a key of a wrong type changes nothing.
local function look_at(prefix, flagged, person)
  if flagged[1] then
    for _, key in ipairs({ 'anomaly', 'anomaly_timestamp', 'episode' }) do
      call('LLEN', prefix .. key)
    end
    call('HLEN', prefix .. 'anomaly_count')
  end
  if person ~= '' then
    call('STRLEN', prefix .. 'person')
    call('HLEN', prefix .. 'status')
  end
end

-- Adds the readings from number `old` on to the three lists of a history.
local function add(data, times, traces, time, n, old)
  local row, trace, stop = time + n, time + 2 * n, time + 3 * n
  local traced = push(traces, trace + old, stop - 1)
  local rows = push(data, row + old, trace - 1)
  local timed = push(times, time + old, row - 1)
  if traced ~= rows or rows ~= timed then
    take_back()
    align(data, times, traces)
    push(traces, trace + old, stop - 1)
    push(data, row + old, trace - 1)
    push(times, time + old, row - 1)
  end
  pushes = 0
end

local function append(data, n, acknowledged, time, more)
  local prefix = string.sub(data, 1, -5)
  local times, lease = prefix .. 'timestamp', prefix .. 'lease'
  local holder = call('GET', lease)
  if holder and holder ~= writer then
    return holder
  end
  local newest = call('LINDEX', times, -1) or call('HGET', prefix .. 'status', 'last_success') or '0'
  local last = tonumber(newest) or 0
  -- A Redis that was killed may come back without its last seconds. They can only be stored again
  -- before anything later is.
  if acknowledged ~= newest and last < (tonumber(acknowledged) or 0) then
    return -1
  end
  local old = passed_over(time, n, last)
  local flagged = more and flagged_from(old, more, time, n)
  local person = more and ARGV[more + 1]
  if more then
    look_at(prefix, flagged, person)
  end
  if old < n then
    add(data, times, prefix .. 'trace', time, n, old)
  end
  -- Not PEXPIRE: a full Redis grants it, and then all that the script writes for other persons.
  if more or not holder then
    call('SET', lease, writer, 'PX', lease_ms)
  end
  if more and person ~= '' then
    call('HSET', prefix .. 'status', 'failures', '0', 'trace_name', ARGV[more + 2], 'request_delay', delay)
    call('SET', prefix .. 'person', person)
  end
  if more and flagged[1] then
    keep(prefix, flagged)
  end
  return n - old
end

local replies, at = {}, 6
for i = 1, #KEYS do
  local n, acknowledged, first, more = tonumber(ARGV[at]), ARGV[at + 1], at + 2, nil
  if n < 0 then
    n, more = -n, first
    first = more + 3 + 2 * tonumber(ARGV[more])
  end
  local fine, reply = pcall(append, KEYS[i], n, acknowledged, first, more)
  if not fine then
    take_back()
    reply = type(reply) == 'table' and reply or { err = tostring(reply) }
  end
  replies[i] = reply
  at = first + 3 * n
end
return replies
