-- Drops readings older than a time from every list of a person together; those around
-- flagged readings move to the context lists, which are kept for ever.
--
-- A reading is kept if a flagged one lies within the context before or after it, or if it
-- lies within an episode. That is told from the times of the anomaly list, so it needs no counting.
--
-- KEYS  1 data  2 timestamp  3 trace  4 anomaly_timestamp  5 anomaly_count
--       6 context_data  7 context_timestamp  8 context_trace
-- ARGV  1 drop what is earlier than this  2 at most so many rows in this call
--       3 context in s, 0 keeps none  4 gap in s that ends an episode
-- Returns {rows dropped, 1 where more may be due, how many of them moved}

local limit, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local context, gap = tonumber(ARGV[3]), tonumber(ARGV[4])

-- Every key is looked at before anything is written, so that one of a wrong type
-- cannot end the call half-way.
local in_rows, in_traces = redis.call('LLEN', KEYS[1]), redis.call('LLEN', KEYS[3])
local in_flagged = redis.call('LLEN', KEYS[4])
local recorded = redis.call('HGET', KEYS[5], 'context')
for i = 6, 8 do
  redis.call('LLEN', KEYS[i])
end

local times = redis.call('LRANGE', KEYS[2], 0, most - 1)
local due = 0
for i = 1, #times do
  local time = tonumber(times[i])
  if time and time >= limit then
    break
  end
  due = i
end
if due == 0 then
  return {0, 0, 0}
end

-- The first flagged time from `time` on, as an index from the right end: galloping from
-- there, since what is due is never much older than the history.
local function flagged_at(i)
  return tonumber(redis.call('LINDEX', KEYS[4], i - in_flagged)) or 0
end
local function first_flagged(time)
  local high, step = in_flagged, 1
  while high > 0 do
    local low = math.max(high - step, 0)
    if flagged_at(low) < time then
      while high - low > 1 do
        local middle = math.floor((low + high) / 2)
        if flagged_at(middle) >= time then
          high = middle
        else
          low = middle
        end
      end
      return high
    end
    high, step = low, step * 2
  end
  return 0
end

local kept = {}
if context > 0 and in_flagged > 0 then
  local at, block, first
  local function flagged_time(i)
    if i < 0 or i >= in_flagged then
      return nil
    end
    if not first or i < first or i >= first + #block then
      first = i
      block = redis.call('LRANGE', KEYS[4], i - in_flagged, math.min(i + 99, in_flagged - 1) - in_flagged)
    end
    return tonumber(block[i - first + 1]) or 0
  end
  local before, after
  local walked = 0
  for i = 1, due do
    local time = tonumber(times[i])
    if time then
      if not at then
        at = first_flagged(time)
        before, after = flagged_time(at - 1), flagged_time(at)
      end
      while after and after < time do
        at, walked = at + 1, walked + 1
        before, after = after, flagged_time(at)
      end
      if (before and time - before <= context) or (after and after - time <= context)
        or (before and after and after - before <= gap) then
        kept[#kept + 1] = i
      end
      -- A foreign store may hold any number of flagged readings between two of the history:
      -- the next call gallops over them.
      if walked > most then
        due = i
        break
      end
    end
  end
end

local rows, stamps, traces = {}, {}, {}
if #kept > 0 then
  local low, high = kept[1] - 1, kept[#kept] - 1
  local lead = math.max(in_traces - in_rows, 0)
  local some_rows = redis.call('LRANGE', KEYS[1], low, high)
  local some_traces = redis.call('LRANGE', KEYS[3], low + lead, high + lead)
  for _, i in ipairs(kept) do
    if some_rows[i - low] then
      rows[#rows + 1] = some_rows[i - low]
      stamps[#stamps + 1] = times[i]
      traces[#traces + 1] = some_traces[i - low] or ''
    end
  end
end

-- Dropping comes first: a full Redis refuses RPUSH, but not after a write in the same script.
redis.call('LTRIM', KEYS[1], due, -1)
redis.call('LTRIM', KEYS[2], due, -1)
-- Where somebody else swept before, the trace list is longer and loses that too.
redis.call('LTRIM', KEYS[3], due + math.max(in_traces - in_rows, 0), -1)
if #rows > 0 then
  redis.call('RPUSH', KEYS[6], unpack(rows))
  redis.call('RPUSH', KEYS[7], unpack(stamps))
  redis.call('RPUSH', KEYS[8], unpack(traces))
  if recorded ~= ARGV[3] then
    redis.call('HSET', KEYS[5], 'context', ARGV[3])
  end
end
return {due, (due == most or walked_out) and 1 or 0, #rows}
