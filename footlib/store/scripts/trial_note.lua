-- Changes what may change of a trial.
--
-- KEYS  1 trial  2 trial_open  3 trial_note  4 trial_version
-- ARGV  1 id  2 note (JSON)
-- Returns 1, or 0 where there is no such trial

if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 and redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then
  return 0
end
redis.call('HSET', KEYS[3], ARGV[1], ARGV[2])
redis.call('INCR', KEYS[4])
return 1
