-- Reads an episode with its context as one: what is still in the history, what the sweep has
-- moved from there to the context lists, and the flagged rows themselves.
--
-- KEYS  1 data  2 timestamp  3 trace  4 context_data  5 context_timestamp  6 context_trace
--       7 anomaly  8 anomaly_timestamp  9 anomaly_count
-- ARGV  1 start  2 end  3 index of the first flagged row  4 flagged rows
--       5 context in s, or empty: the recorded one  6 context in s where none is recorded
-- Returns {rows, timestamps, traces} of context, of history and (without traces) of the anomaly list

local window = require('window')

local context = tonumber(ARGV[5]) or tonumber(redis.call('HGET', KEYS[9], 'context') or '') or tonumber(ARGV[6])
local since, until_ = tonumber(ARGV[1]) - context, tonumber(ARGV[2]) + context

local function read(rows_key, times_key, trace_key)
  local start, stop = window.span_of(rows_key, times_key, since, until_)
  if start >= stop then
    return { {}, {}, {} }
  end
  return {
    window.rows_between(rows_key, start, stop),
    window.rows_between(times_key, start, stop),
    redis.call('LRANGE', trace_key, start, stop - 1),
  }
end

local first, last = tonumber(ARGV[3]), tonumber(ARGV[3]) + tonumber(ARGV[4]) - 1
return {
  read(KEYS[4], KEYS[5], KEYS[6]),
  read(KEYS[1], KEYS[2], KEYS[3]),
  { redis.call('LRANGE', KEYS[7], first, last), redis.call('LRANGE', KEYS[8], first, last), {} },
}
