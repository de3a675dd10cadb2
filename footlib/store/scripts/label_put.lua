-- Adds a label, or changes it.
--
-- KEYS  1 label_start  2 label  3 trial_version
-- ARGV  1 id  2 start  3 label (JSON)
-- Returns 1

redis.call('HLEN', KEYS[2])
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
redis.call('INCR', KEYS[3])
return 1
