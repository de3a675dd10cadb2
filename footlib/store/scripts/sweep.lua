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

local limit, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local context, gap = tonumber(ARGV[3]), tonumber(ARGV[4])

-- Every key is looked at before anything is written, so that one of a wrong type
-- cannot end the call half-way.
local lead = math.max(redis.call('LLEN', KEYS[3]) - redis.call('LLEN', KEYS[1]), 0)
local flagged = redis.call('LLEN', KEYS[4])
local recorded = redis.call('HGET', KEYS[5], 'context')
for _, i in ipairs({6, 7, 8, 11, 12, 13}) do
  redis.call('LLEN', KEYS[i])
end
redis.call('HLEN', KEYS[9])
local trials = redis.call('HVALS', KEYS[10])

local times = redis.call('LRANGE', KEYS[2], 0, most - 1)
local due, more = 0, 0
for i = 1, #times do
  local time = tonumber(times[i])
  if time and time >= limit then
    break
  end
  due = i
end
if due == most then
  more = 1
end

local block, block_start = {}, 0
local function flagged_time(i)
  if i < 0 or i >= flagged then
    return nil
  end
  if not block[i - block_start + 1] then
    block, block_start = rows_between(KEYS[4], i, math.min(i + 100, flagged)), i
  end
  return tonumber(block[i - block_start + 1]) or 0
end

local kept = {}
if context > 0 and flagged > 0 then
  local at, before, after
  local walked = 0
  for i = 1, due do
    local time = tonumber(times[i])
    if time and not at then
      at = span_of(KEYS[4], KEYS[4], time, 'inf')
      before, after = flagged_time(at - 1), flagged_time(at)
    end
    while time and after and after < time and walked < most do
      at, walked = at + 1, walked + 1
      before, after = after, flagged_time(at)
    end
    -- A foreign store may hold any number of flagged readings between two of the history:
    -- the next call gallops over them.
    if walked == most then
      due, more = i - 1, 1
      break
    end
    if time and ((before and time - before <= context) or (after and after - time <= context)
      or (before and after and after - before <= gap)) then
      kept[#kept + 1] = i
    end
  end
end

local in_trial = {}
for i = 1, #trials > 0 and due or 0 do
  local time = tonumber(times[i]) or 0
  for _, trial in ipairs(trials) do
    local start, stop = string.match(trial, '^(%S+) (%S+)')
    if time >= (tonumber(start) or 0) and time <= (tonumber(stop) or 0) then
      in_trial[#in_trial + 1] = i
      break
    end
  end
end

local function readings(places)
  local rows, stamps, traces = {}, {}, {}
  if #places > 0 then
    local low, high = places[1], places[#places]
    local some_rows = redis.call('LRANGE', KEYS[1], low - 1, high - 1)
    local some_traces = redis.call('LRANGE', KEYS[3], low - 1 + lead, high - 1 + lead)
    for _, i in ipairs(places) do
      if some_rows[i - low + 1] then
        rows[#rows + 1] = some_rows[i - low + 1]
        stamps[#stamps + 1] = times[i]
        traces[#traces + 1] = some_traces[i - low + 1] or ''
      end
    end
  end
  return {rows, stamps, traces}
end

local function move(columns, first_key)
  for i = 1, 3 do
    redis.call('RPUSH', KEYS[first_key + i - 1], unpack(columns[i]))
  end
end

local around, trial_rows = readings(kept), readings(in_trial)

if due > 0 then
  local trace_id = redis.call('LINDEX', KEYS[3], -1)
  -- Dropping comes first: a full Redis refuses RPUSH, but not after a script's first write.
  redis.call('LTRIM', KEYS[1], due, -1)
  redis.call('LTRIM', KEYS[2], due, -1)
  -- Where somebody else swept before, the trace list is longer and loses that too.
  redis.call('LTRIM', KEYS[3], due + lead, -1)
  -- Time goes on rising where nothing is left that tells the last one.
  if redis.call('EXISTS', KEYS[2]) == 0 then
    redis.call('HSET', KEYS[9], 'last_success', times[due], 'trace_id', trace_id or '')
  end
end
if #trial_rows[1] > 0 then
  move(trial_rows, 11)
end
if #around[1] > 0 then
  move(around, 6)
  -- The largest context stays on record: a smaller one must not hide what older episodes were kept with.
  if (tonumber(recorded or '') or 0) < context then
    redis.call('HSET', KEYS[5], 'context', ARGV[3])
  end
end
return {due, more}
