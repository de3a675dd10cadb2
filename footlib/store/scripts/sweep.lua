-- Drops readings older than a time from every list of a person together; those around
-- flagged readings move to the context lists, which are kept for ever, and those of trials
-- that are open to lists which last until the trials are kept.
--
-- A reading moves if a flagged one lies within the context before or after it, or if it lies
-- within an episode. That is told from the times of the anomaly list, so it needs no counting.
--
-- KEYS  1 data  2 timestamp  3 trace  4 anomaly_timestamp  5 anomaly_count
--       6 context_data  7 context_timestamp  8 context_trace  9 status
--       10 trial_open  11 trial_data  12 trial_timestamp  13 trial_trace
-- ARGV  1 drop what is earlier than this  2 at most so many rows in this call
--       3 context in s, 0 keeps none  4 gap in s that ends an episode
-- Returns {rows dropped, 1 where more may be due}

local window = require('window')

local data, timestamp, trace, anomaly_timestamp, counts = unpack(KEYS, 1, 5)
local limit, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local context, gap = tonumber(ARGV[3]), tonumber(ARGV[4])

-- Every key is looked at before anything is written, so that one of a wrong type
-- cannot end the call half-way.
local lead = math.max(redis.call('LLEN', trace) - redis.call('LLEN', data), 0)
local flagged = redis.call('LLEN', anomaly_timestamp)
local recorded = redis.call('HGET', counts, 'context')
for _, i in ipairs({ 6, 7, 8, 11, 12, 13 }) do
  redis.call('LLEN', KEYS[i])
end
redis.call('HLEN', KEYS[9])
local trials = redis.call('HVALS', KEYS[10])

-- How many of the first times are too old, whatever is none among them.
local function too_old(times)
  for i = 1, #times do
    local time = tonumber(times[i])
    if time and time >= limit then
      return i - 1
    end
  end
  return #times
end

local block, block_start = {}, 0
local function flagged_time(i)
  if i < 0 or i >= flagged then
    return nil
  end
  if not block[i - block_start + 1] then
    block, block_start = window.rows_between(anomaly_timestamp, i, math.min(i + 100, flagged)), i
  end
  return tonumber(block[i - block_start + 1]) or 0
end

-- Whether a time between two neighbouring flagged ones, each of which may be none, is around one or in an episode.
local function belongs(time, before, after)
  return before and time - before <= context
    or after and after - time <= context
    or before and after and after - before <= gap
end

-- Which of the first times belong to an episode, and how many were looked at: a foreign store may hold any number of
-- flagged readings between two of the history, and the next call gallops over them.
local function find_kept(times, due)
  local kept, walked = {}, 0
  local at, before, after
  for i = 1, due do
    local time = tonumber(times[i])
    if time and not at then
      at = window.span_of(anomaly_timestamp, anomaly_timestamp, time, 'inf')
      before, after = flagged_time(at - 1), flagged_time(at)
    end
    while time and after and after < time and walked < most do
      at, walked = at + 1, walked + 1
      before, after = after, flagged_time(at)
    end
    if walked == most then
      return kept, i - 1
    end
    if time and belongs(time, before, after) then
      kept[#kept + 1] = i
    end
  end
  return kept, due
end

-- Which of the first times belong to a trial that is open.
local function find_in_trials(times, due)
  local spans, found = {}, {}
  for i, trial in ipairs(trials) do
    local start, stop = string.match(trial, '^(%S+) (%S+)')
    spans[i] = { tonumber(start) or 0, tonumber(stop) or 0 }
  end
  for i = 1, #spans > 0 and due or 0 do
    local time = tonumber(times[i]) or 0
    for _, span in ipairs(spans) do
      if time >= span[1] and time <= span[2] then
        found[#found + 1] = i
        break
      end
    end
  end
  return found
end

-- Rows, times and traces of those that are kept.
local function read_kept(kept, times)
  local low, high = kept[1], kept[#kept]
  local some_rows = redis.call('LRANGE', data, low - 1, high - 1)
  local some_traces = redis.call('LRANGE', trace, low - 1 + lead, high - 1 + lead)
  local rows, stamps, traces = {}, {}, {}
  for _, i in ipairs(kept) do
    if some_rows[i - low + 1] then
      rows[#rows + 1] = some_rows[i - low + 1]
      stamps[#stamps + 1] = times[i]
      traces[#traces + 1] = some_traces[i - low + 1] or ''
    end
  end
  return { rows, stamps, traces }
end

-- Drops the first `due` rows.
local function drop(due, last)
  local trace_id = redis.call('LINDEX', trace, -1)
  redis.call('LTRIM', data, due, -1)
  redis.call('LTRIM', timestamp, due, -1)
  -- Where somebody else swept before, the trace list is longer and loses that too.
  redis.call('LTRIM', trace, due + lead, -1)
  -- Time goes on rising where nothing is left that tells the last one.
  if redis.call('EXISTS', timestamp) == 0 then
    redis.call('HSET', KEYS[9], 'last_success', last, 'trace_id', trace_id or '')
  end
end

local function move(lists, first_key)
  for i = 1, 3 do
    redis.call('RPUSH', KEYS[first_key + i - 1], unpack(lists[i]))
  end
end

local function keep(lists)
  move(lists, 6)
  -- The largest context stays on record: a smaller one must not hide what older episodes were kept with.
  if (tonumber(recorded or '') or 0) < context then
    redis.call('HSET', counts, 'context', ARGV[3])
  end
end

local times = redis.call('LRANGE', timestamp, 0, most - 1)
local old = too_old(times)
local kept, due = {}, old
if context > 0 and flagged > 0 then
  kept, due = find_kept(times, old)
end
local in_trials = find_in_trials(times, due)
local lists = kept[1] and read_kept(kept, times)
local recordings = in_trials[1] and read_kept(in_trials, times)
-- Dropping comes first: a full Redis refuses RPUSH, but not after a script's first write.
if due > 0 then
  drop(due, times[due])
end
if recordings and recordings[1][1] then
  move(recordings, 11)
end
if lists and lists[1][1] then
  keep(lists)
end
return { due, (old == most or due < old) and 1 or 0 }
