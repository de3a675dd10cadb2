-- Where the episodes lie that overlap spans of time.
--
-- KEYS  1 episode
-- ARGV  two a span: start, stop
-- Returns two a span: place of the first that overlaps it, and place after the last

local n = redis.call('LLEN', KEYS[1])

-- Place of the first episode of which something holds; from there on it holds of all.
local function first_of(holds)
  local low, high = 0, n
  while low < high do
    local middle = math.floor((low + high) / 2)
    local start, stop = string.match(redis.call('LINDEX', KEYS[1], middle), '^(%S+) (%S+)')
    if holds(tonumber(start) or 0, tonumber(stop) or 0) then
      high = middle
    else
      low = middle + 1
    end
  end
  return low
end

local places = {}
for i = 1, #ARGV, 2 do
  local since, until_ = tonumber(ARGV[i]), tonumber(ARGV[i + 1])
  places[i] = first_of(function(_, stop)
    return stop >= since
  end)
  places[i + 1] = first_of(function(start)
    return start > until_
  end)
end
return places
