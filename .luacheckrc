-- What Redis' Lua is: 5.1, with its own library and without a way to others' files.
std = 'lua51'
read_globals = { 'redis', 'bit', 'cjson', 'KEYS', 'ARGV' }
max_line_length = 120
max_cyclomatic_complexity = 20
