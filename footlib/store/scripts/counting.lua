-- Adds flagged readings to the running counts and to the episodes of a person.
-- Stands in front of every script that counts, see footlib.store.scripts.get.
--
-- readings: {time, "mask v0 v1 v2 v3 v4 v5" or "" (unreadable), trace id, trace name} each
-- A reading whose time is none belongs to the episode before it.
-- An episode is stored as "start end first n mask peak trace_id trace_name".

local function count_flagged(episode_key, counts_key, counted, gap, version, readings)
  local newest = redis.call('LINDEX', episode_key, -1)
  local start, finish, first, n, mask, peak, id, name
  if newest then
    start, finish, first, n, mask, peak, id, name =
      string.match(newest, '^(%S+) (%S+) (%d+) (%d+) (%d+) (%d+) (%S+) (.*)$')
  end
  local stored = start ~= nil
  local function keep()
    local element = table.concat({start, finish, first, n, mask, peak, id, name}, ' ')
    if stored then
      redis.call('LSET', episode_key, -1, element)
    else
      redis.call('RPUSH', episode_key, element)
    end
    stored = true
  end
  local bars = {}
  for i = 1, #readings do
    local time, sensors, top = readings[i][1], 0, 0
    local at = tonumber(time)
    if at and not (math.abs(at) < math.huge) then
      at = nil
    end
    local sensor = -1
    for number in string.gmatch(readings[i][2], '%d+') do
      local value = tonumber(number)
      if sensor < 0 then
        sensors = value
      else
        local bar = (sensor < 3 and 'L' or 'R') .. math.floor(value / 64)
        bars[bar] = (bars[bar] or 0) + 1
        top = math.max(top, value)
      end
      sensor = sensor + 1
    end
    if start and not (at and at - (tonumber(finish) or 0) > tonumber(gap)) then
      finish, n = at and time or finish, n + 1
      mask, peak = bit.bor(tonumber(mask), sensors), math.max(tonumber(peak), top)
    else
      if start then
        keep()
      end
      stored = false
      start, first, n, mask, peak = at and time or '0', counted + i - 1, 1, sensors, top
      finish = start
      id, name = readings[i][3] == '' and '-' or readings[i][3], readings[i][4]
    end
  end
  if start then
    keep()
  end
  for bar, more in pairs(bars) do
    redis.call('HINCRBY', counts_key, bar, more)
  end
  redis.call('HSET', counts_key, 'counted', counted + #readings, 'version', version, 'gap', gap)
end
