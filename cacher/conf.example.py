"""Settings of the cacher. Copy this file to conf.py beside it and change what differs.

Without the file the defaults below run the demonstration. An environment variable
FOOTWATCH_<NAME> wins over the file.
"""

# The API, up to the person's number; the stand-in API of `footwatch run` without it.
# BASE_URL = "http://127.0.0.1:9080/v2/monitor/"

# Where the person's number goes, if not at the end.
# BASE_URL = "https://monitor.example/persons/{person}/latest"

# How the API knows who asks, one of: a token, a user, headers of your own.
# API_TOKEN = "..."
# API_USERNAME = "..."
# API_PASSWORD = "..."
# API_HEADERS = {"X-Api-Key": "..."}
# Certificates, PEM, to trust in place of the system's.
# API_CA = "/etc/ssl/ward7.pem"
# What it calls the sensors: front, middle, back of the left foot, then of the right one; 0 to 5 or L0 to R2 without.
# API_SENSORS = ("toe_l", "mid_l", "heel_l", "toe_r", "mid_r", "heel_r")
# The largest value of its converter, which is that of a sensor that is saturated.
FULL_SCALE = 1023

# Persons to follow.
IDS = range(1, 7)

# Redis; without HOST an embedded store in DATA_DIR.
# HOST = "localhost"
# PORT = 6379
# USERNAME = "footwatch"
# PASSWORD = "..."
# TLS = False
# DB = 0
# CLUSTER = False

# Seconds of history to keep, and between two clean-ups. Flagged readings are kept for ever.
MAX_SEC = 600
CLEAR_DELAY = 60
# Seconds before and after a flagged reading that are kept for ever with it; 0 keeps none.
CONTEXT_SEC = 5

# Seconds between two requests for the same person, start to start, however many persons there are.
REQUEST_DELAY = 0.3
# Seconds after which an answer counts as missing.
REQUEST_TIMEOUT = 5.0
# Connections to the API at the same time.
CONNECTIONS = 500

# Sensors of an answer; only 6 is possible.
SENSOR_NUMBER = 6

# For demonstrations: a die in [0, 1) is rolled for every reading; over this threshold a
# random sensor is flagged. 1.0 = never. (ANOMALIES_THRESHOLD is taken too.)
ANOMALIES_TRASHOLD = 1.0

# How much waits in memory while Redis is away; then the oldest ordinary readings go first.
BUFFER_READINGS = 200_000
BUFFER_BYTES = 128 * 1024 * 1024

# Seconds after which another cacher may take over the persons of one that died.
LEASE_SEC = 5.0

# Where /healthz and /metrics are.
HEALTH_HOST = "127.0.0.1"
HEALTH_PORT = 9180

# "human" or "json".
LOG_FORMAT = "human"

# The embedded store, and readings that could not be stored before a stop.
# DATA_DIR = "/var/lib/footwatch"
