from pathlib import Path

import cacher
from footlib.settings import NAMES_ALLOWED, Settings, load

EXAMPLE = Path(cacher.__file__).with_name("conf.example.py")
OF_THE_DASHBOARD = {
    *("sensors_id", "bind", "web_port", "token", "hosts", "show_tracebacks", "author", "report_logo", "report_address"),
    *("trial_sec", "trial_names", "trial_conditions", "label_kinds"),
}


def test_the_example_shows_the_defaults() -> None:
    shown = load(EXAMPLE, environ={})
    assert shown.hints == ()
    for name in shown.given:
        assert getattr(shown, name) == getattr(Settings(), name), name


def test_the_example_names_every_setting_of_the_cacher() -> None:
    text = EXAMPLE.read_text()
    for name in set(NAMES_ALLOWED) - OF_THE_DASHBOARD:
        spelled = "ANOMALIES_TRASHOLD" if name == "anomalies_threshold" else name.upper()
        assert f"{spelled} = " in text, name
