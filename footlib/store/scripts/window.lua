-- Where a span of time lies in a list of timestamps.

local window = {}

-- The first index below `high` from which on `reached` holds, else `high`; galloping back from
-- there, so that the cost depends on how far that is and not on how long the list is.
-- Indices count from the left; Redis is asked from the right end, where what is read mostly lies.
function window.first_index(times_key, high, reached)
  local length, step = redis.call('LLEN', times_key), 1
  local function reached_at(i)
    return reached(tonumber(redis.call('LINDEX', times_key, i - length)) or 0)
  end
  while high > 0 do
    local low = math.max(high - step, 0)
    if not reached_at(low) then
      while high - low > 1 do
        local middle = math.floor((low + high) / 2)
        if reached_at(middle) then
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

-- Index of the first row from `since` on, index after the last row up to `until_` ("inf": all
-- rows), rows in all.
function window.span_of(rows_key, times_key, since, until_)
  local n = math.min(redis.call('LLEN', rows_key), redis.call('LLEN', times_key))
  local stop = n
  if until_ ~= 'inf' then
    local limit = tonumber(until_)
    stop = window.first_index(times_key, n, function(time)
      return time > limit
    end)
  end
  return window.first_index(times_key, stop, function(time)
    return time >= since
  end), stop, n
end

-- Rows `start` to `stop` - 1 of a list, counted from its right end.
function window.rows_between(key, start, stop)
  if start >= stop then
    return {}
  end
  local length = redis.call('LLEN', key)
  return redis.call('LRANGE', key, start - length, stop - 1 - length)
end

return window
