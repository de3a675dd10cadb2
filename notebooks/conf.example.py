"""Settings of the notebooks: copy this file to conf.py and change what you need.

Without a conf.py the defaults run the demonstration. An environment variable
FOOTWATCH_<NAME> wins over this file.
"""

# Redis; leave HOST out to use the store that `footwatch run` brings along.
# HOST = "127.0.0.1"
# PORT = 6379

# Sensors that the dashboard shows, 0 to 5 for L0 L1 L2 R0 R1 R2.
SENSORS_ID = range(6)

# A trial that nobody ends does so by itself after so many seconds; what is offered to name one.
TRIAL_SEC = 7200
TRIAL_NAMES = ("10 m walk", "6 min walk", "TUG", "stairs")
TRIAL_CONDITIONS = ("shoe", "barefoot", "brace", "stick")

# Whether a cell of the page that fails shows its traceback to all viewers; with --notebooks it does by default.
# SHOW_TRACEBACKS = False

# Who signs labels, trials and notes: "ask" lets viewers say their name, "X-Forwarded-User" is a header of your proxy.
AUTHOR = ""

# What is offered to label a moment or a stretch.
LABEL_KINDS = ("turn", "stairs", "stumble", "fall", "artefact", "rest")

# Letter head of reports: a PNG, JPEG or SVG file, and an address of several lines.
# REPORT_LOGO = "/home/me/logo.svg"
REPORT_ADDRESS = ""
