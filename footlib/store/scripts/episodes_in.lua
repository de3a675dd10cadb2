-- Episodes that overlap spans of time.
--
-- KEYS  1 episode
-- ARGV  two a span: start, stop
-- Returns the elements, those of a span in their order; one that overlaps two spans comes twice

local n = redis.call('LLEN', KEYS[1])
local found = {}

-- Start and stop of an episode, by its place.
local function times_of(i)
  local start, stop = string.match(redis.call('LINDEX', KEYS[1], i), '^(%S+) (%S+)')
  return tonumber(start) or 0, tonumber(stop) or 0
end

-- Place of the first episode that stops at a time or later.
local function first_until(time)
  local low, high = 0, n
  while low < high do
    local middle = math.floor((low + high) / 2)
    local _, stop = times_of(middle)
    if stop < time then
      low = middle + 1
    else
      high = middle
    end
  end
  return low
end

for i = 1, #ARGV, 2 do
  local start, stop = tonumber(ARGV[i]), tonumber(ARGV[i + 1])
  local first = first_until(start)
  local last = first
  while last < n and times_of(last) <= stop do
    last = last + 1
  end
  if last > first then
    for _, element in ipairs(redis.call('LRANGE', KEYS[1], first, last - 1)) do
      found[#found + 1] = element
    end
  end
end
return found
