-- Reads aligned rows of a pair of lists by time, newest end first, so that the cost
-- depends on what is read and not on how long the lists are.
--
-- KEYS  1 rows  2 timestamps  3 trace (optional)
-- ARGV  1 since (inclusive)  2 until (inclusive, or "inf")  3 at most so many rows, the newest of them
-- Returns {index of the first row, rows, timestamps, traces, rows in all}

local in_rows, in_times = redis.call('LLEN', KEYS[1]), redis.call('LLEN', KEYS[2])
local n = math.min(in_rows, in_times)
local function time_at(i)
  return tonumber(redis.call('LINDEX', KEYS[2], i - in_times)) or 0
end

-- The first index from which on `reached` holds; galloping from the right end.
local function first_index(reached)
  local high, step = n, 1
  while high > 0 do
    local low = math.max(high - step, 0)
    if not reached(time_at(low)) then
      while high - low > 1 do
        local middle = math.floor((low + high) / 2)
        if reached(time_at(middle)) then
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

local since, stop = tonumber(ARGV[1]), n
if ARGV[2] ~= 'inf' then
  local limit = tonumber(ARGV[2])
  stop = first_index(function(time) return time > limit end)
end
local start = math.max(first_index(function(time) return time >= since end), stop - tonumber(ARGV[3]), 0)
if start >= stop then
  return {stop, {}, {}, {}, n}
end
local traces = {}
if KEYS[3] then
  traces = redis.call('LRANGE', KEYS[3], start, stop - 1)
end
return {
  start,
  redis.call('LRANGE', KEYS[1], start - in_rows, stop - 1 - in_rows),
  redis.call('LRANGE', KEYS[2], start - in_times, stop - 1 - in_times),
  traces,
  n,
}
