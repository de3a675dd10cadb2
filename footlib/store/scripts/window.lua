-- Where a span of time lies in a list of timestamps.
-- Stands in front of every script that reads spans, see footlib.store.scripts.load.

-- Index of the first row from `since` on, index after the last row up to `until_` ("inf": all
-- rows), rows in all. Galloping from the right end, so that the cost depends on how far back
-- is read and not on how long the lists are.
local function span_of(rows_key, times_key, since, until_)
  local in_times = redis.call('LLEN', times_key)
  local n = math.min(redis.call('LLEN', rows_key), in_times)
  local function first_index(reached)
    local high, step = n, 1
    while high > 0 do
      local low = math.max(high - step, 0)
      if not reached(tonumber(redis.call('LINDEX', times_key, low - in_times)) or 0) then
        while high - low > 1 do
          local middle = math.floor((low + high) / 2)
          if reached(tonumber(redis.call('LINDEX', times_key, middle - in_times)) or 0) then
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
  local stop = n
  if until_ ~= 'inf' then
    local limit = tonumber(until_)
    stop = first_index(function(time) return time > limit end)
  end
  return first_index(function(time) return time >= since end), stop, n
end

-- Rows `start` to `stop` - 1 of a list, counted from its right end.
local function rows_between(key, start, stop)
  if start >= stop then
    return {}
  end
  local length = redis.call('LLEN', key)
  return redis.call('LRANGE', key, start - length, stop - 1 - length)
end
