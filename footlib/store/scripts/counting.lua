-- Adds flagged readings to the running counts and to the episodes of a person.
--
-- readings: {time, "mask v0 v1 v2 v3 v4 v5" or "" (unreadable), trace id, trace name} each
-- A reading whose time is none belongs to the episode before it.
-- An episode is stored as "start end first n mask peak trace_id trace_name".

local counting = {}

local EPISODE = '^(%S+) (%S+) (%d+) (%d+) (%d+) (%d+) (%S+) (.*)$'

-- A time as a number, or nil where it is none.
local function moment_of(time)
  local at = tonumber(time)
  return at and math.abs(at) < math.huge and at or nil
end

-- Adds what the sensors show to the bars; the mask of those that are flagged, and the highest value.
local function add_values(bars, packed)
  local mask, top, sensor = 0, 0, -1
  for number in string.gmatch(packed, '%d+') do
    local value = tonumber(number)
    if sensor < 0 then
      mask = value
    else
      local bar = (sensor < 3 and 'L' or 'R') .. math.floor(value / 64)
      bars[bar] = (bars[bar] or 0) + 1
      top = math.max(top, value)
    end
    sensor = sensor + 1
  end
  return mask, top
end

local function read_newest(key)
  local newest = redis.call('LINDEX', key, -1)
  if not newest then
    return nil
  end
  local start, stop, first, n, mask, peak, id, name = string.match(newest, EPISODE)
  return start
    and {
      start = start,
      stop = stop,
      first = first,
      n = n,
      mask = mask,
      peak = peak,
      id = id,
      name = name,
      stored = true,
    }
end

local function store(key, episode)
  local e = episode
  local element = table.concat({ e.start, e.stop, e.first, e.n, e.mask, e.peak, e.id, e.name }, ' ')
  if e.stored then
    redis.call('LSET', key, -1, element)
  else
    redis.call('RPUSH', key, element)
  end
end

function counting.add(episode_key, counts_key, counted, gap, version, readings)
  local episode, bars = read_newest(episode_key), {}
  for i, reading in ipairs(readings) do
    local time, id = reading[1], reading[3]
    local at = moment_of(time)
    local mask, top = add_values(bars, reading[2])
    if episode and not (at and at - (tonumber(episode.stop) or 0) > tonumber(gap)) then
      episode.stop, episode.n = at and time or episode.stop, episode.n + 1
      episode.mask, episode.peak = bit.bor(tonumber(episode.mask), mask), math.max(tonumber(episode.peak), top)
    else
      if episode then
        store(episode_key, episode)
      end
      local start = at and time or '0'
      episode = { start = start, stop = start, first = counted + i - 1, n = 1, mask = mask, peak = top }
      episode.id, episode.name = id == '' and '-' or id, reading[4]
    end
  end
  if episode then
    store(episode_key, episode)
  end
  for bar, more in pairs(bars) do
    redis.call('HINCRBY', counts_key, bar, more)
  end
  redis.call('HSET', counts_key, 'counted', counted + #readings, 'version', version, 'gap', gap)
end

return counting
