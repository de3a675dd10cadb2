from pathlib import Path

import pytest

from footlib.errors import LabelError, SettingsError, TrialError
from footlib.label import Label
from footlib.setting_values import LONGEST_KIND, LONGEST_NAME
from footlib.settings import NAMES_ALLOWED, Settings, allowed, load, module_conf
from footlib.store import TrialNote


def conf(folder: Path, text: str) -> Path:
    path = folder / "conf.py"
    path.write_text(text)
    return path


def test_defaults_run_the_demonstration() -> None:
    settings = load(environ={})
    assert settings.host is None
    assert settings.base_url is None
    assert settings.api_url == "http://127.0.0.1:9080/v2/monitor/"
    assert settings.ids == (1, 2, 3, 4, 5, 6)
    assert (settings.max_sec, settings.request_delay, settings.clear_delay) == (600, 0.3, 60)
    assert settings.context_sec == 5
    assert settings.anomalies_threshold == 1.0
    assert (settings.bind, settings.web_port, settings.token) == ("127.0.0.1", 8050, None)


def test_file_is_python_and_the_environment_wins(tmp_path: Path) -> None:
    file = conf(tmp_path, "IDS = range(1, 4)\nHOST = 'redis.example'\nMAX_SEC = 20\nANOMALIES_TRASHOLD = 0.95\n")
    settings = load(file, environ={"FOOTWATCH_MAX_SEC": "30", "FOOTWATCH_HOST": ""})
    assert settings.ids == (1, 2, 3)
    assert settings.host == "redis.example"
    assert settings.max_sec == 30
    assert settings.anomalies_threshold == 0.95
    assert settings.given == {"ids", "host", "max_sec", "anomalies_threshold"}


def test_persons_from_the_environment() -> None:
    assert load(environ={"FOOTWATCH_IDS": "1-6, 9"}).ids == (1, 2, 3, 4, 5, 6, 9)
    assert load(environ={"FOOTWATCH_IDS": "3,3,1"}).ids == (3, 1)


@pytest.mark.parametrize("spelling", ["ANOMALIES_TRASHOLD", "ANOMALIES_THRESHOLD"])
def test_both_spellings_of_the_threshold(spelling: str) -> None:
    assert load(environ={f"FOOTWATCH_{spelling}": "0.5"}).anomalies_threshold == 0.5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IDS", "6-1"),
        ("IDS", "a"),
        ("REQUEST_DELAY", "0"),
        ("REQUEST_DELAY", "soon"),
        ("MAX_SEC", "nan"),
        ("CONTEXT_SEC", "-1"),
        ("CONTEXT_SEC", "nan"),
        ("MAX_SEC", "inf"),
        ("SENSOR_NUMBER", "7"),
        ("ANOMALIES_TRASHOLD", "1.2"),
        ("PORT", "99999"),
        ("TLS", "maybe"),
        ("BASE_URL", "ftp://example/"),
        ("BASE_URL", "example"),
        ("BASE_URL", "http://127.0.0.1:99999/"),
        ("BASE_URL", "http://127.0.0.1:0/"),
        ("BASE_URL", "http://127.0.0.1:port/"),
        ("BASE_URL", "http://{person}.example/"),
        ("BASE_URL", "http://h/{id}/latest"),
        ("BASE_URL", "http://h/{person}/{Person}"),
        ("API_TOKEN", "two words"),
        ("API_TOKEN", "schlüssel"),
        ("API_USERNAME", "a:b"),
        ("API_HEADERS", "no colon"),
        ("API_HEADERS", "X-Empty:"),
        ("API_HEADERS", "X-A: 1\\nx-a: 2"),
        ("API_HEADERS", "Host: h"),
        ("API_HEADERS", "content-length: 0"),
        ("API_HEADERS", "A B: c"),
        ("API_SENSORS", "a,b,c,d,e"),
        ("API_SENSORS", "a,b,c,d,e,e"),
        ("FULL_SCALE", "0"),
        ("FULL_SCALE", "4095.5"),
        ("FULL_SCALE", "twelve"),
        ("IDS", "1-9999999999"),
        ("IDS", "0-999999,1000000"),
        ("SENSORS_ID", "0-6"),
        ("LOG_FORMAT", "xml"),
        ("HOSTS", "https://ward7.clinic.example"),
        ("HOSTS", "ward7.clinic.example, ward8.clinic.example:8050"),
        ("HOSTS", "*.clinic.example"),
        ("HOSTS", ".clinic.example"),
        ("HOSTS", "clinic.example/"),
        ("LABEL_KINDS", f"turn,{'x' * 41}"),
        ("TRIAL_NAMES", f"TUG,{'x' * 81}"),
        ("TRIAL_CONDITIONS", f"shoe,{'x' * 81}"),
    ],
)
def test_wrong_value_is_named_with_what_is_allowed(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(environ={f"FOOTWATCH_{name}": value})
    message = str(caught.value)
    canonical = name.replace("TRASHOLD", "THRESHOLD").lower()
    assert canonical.upper() in message
    assert allowed(canonical) in message
    assert "environment" in message


def test_what_is_offered_can_be_stored() -> None:
    kind, name = "x" * LONGEST_KIND, "x" * LONGEST_NAME
    assert load(environ={"FOOTWATCH_LABEL_KINDS": f" {kind} ,,turn"}).label_kinds == (kind, "turn")
    assert Label(0, 0, kind).checked().kind == kind
    assert load(environ={"FOOTWATCH_TRIAL_NAMES": name, "FOOTWATCH_TRIAL_CONDITIONS": name}).trial_names == (name,)
    assert TrialNote(name, name).checked() == TrialNote(name, name)
    for longer in (Label(0, 0, f"{kind}x"), TrialNote(f"{name}x"), TrialNote("", f"{name}x")):
        with pytest.raises((LabelError, TrialError)):
            longer.checked()


def test_texts_of_a_file_reach_children_as_they_are(tmp_path: Path) -> None:
    settings = load(conf(tmp_path, "LABEL_KINDS = (' turn', '', 'fall')\nHOSTS = ['ward7']\n"), environ={})
    assert (settings.label_kinds, settings.hosts) == (("turn", "fall"), ("ward7",))
    assert load(environ=settings.environment()).label_kinds == settings.label_kinds
    with pytest.raises(SettingsError, match=r"LABEL_KINDS is .*none with a comma"):
        load(conf(tmp_path, "LABEL_KINDS = ('turn, left', 'turn, right')\n"), environ={})


def test_secrets_are_never_shown(tmp_path: Path) -> None:
    settings = load(environ={"FOOTWATCH_PASSWORD": "hush", "FOOTWATCH_TOKEN": "hush"})
    assert settings.password == "hush"
    assert "hush" not in repr(settings)
    with pytest.raises(SettingsError) as caught:
        load(conf(tmp_path, "PASSWORD = ['hush']"), environ={})
    assert "hush" not in str(caught.value)


def test_what_a_file_may_write_as_it_is(tmp_path: Path) -> None:
    text = "API_HEADERS = {'X-Api-Key': 'k', 'X-Tenant': '7'}\nAPI_SENSORS = range(1, 7)\n"
    settings = load(conf(tmp_path, text), environ={})
    assert settings.api_headers == "X-Api-Key: k\nX-Tenant: 7"
    assert settings.api_sensors == tuple("123456")
    again = load(environ=settings.environment())
    assert (again.api_headers, again.api_sensors) == (settings.api_headers, settings.api_sensors)


@pytest.mark.parametrize(
    "ways",
    [
        {"API_TOKEN": "t", "API_PASSWORD": "p"},
        {"API_USERNAME": "u", "BASE_URL": "http://u:p@h/"},
        {"API_TOKEN": "t", "API_HEADERS": "X-Tenant: 7\\nauthorization: Token t"},
    ],
)
def test_only_one_way_to_sign_in(ways: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="each tell how to sign in at the API") as caught:
        load(environ={f"FOOTWATCH_{name}": value for name, value in ways.items()})
    assert all(name in str(caught.value) for name in ways)


def test_the_stand_in_is_told_nothing_of_another_api() -> None:
    settings = Settings(base_url="https://h/", api_token="t", api_sensors=tuple("abcdef"), full_scale=4095, max_sec=60)
    asking = settings.asking_standin("http://127.0.0.1:9080/v2/monitor/")
    assert asking == Settings(base_url="http://127.0.0.1:9080/v2/monitor/", max_sec=60)


def test_name_that_is_no_setting_is_hinted_at(tmp_path: Path) -> None:
    settings = load(conf(tmp_path, "MAXSEC = 3\nhelper = 4\n"), environ={"FOOTWATCH_REQUESTDELAY": "1"})
    assert settings.given == frozenset()
    assert [hint.split()[0] for hint in settings.hints] == ["MAXSEC", "REQUESTDELAY"]
    assert "MAX_SEC is one" in settings.hints[0]


def test_two_files_may_not_contradict(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = conf(tmp_path / "a", "MAX_SEC = 20\nDB = 1\n")
    second = conf(tmp_path / "b", "MAX_SEC = 30\nDB = 1\n")
    with pytest.raises(SettingsError, match=r"MAX_SEC is 30 .* and 20"):
        load(first, second, environ={})


@pytest.mark.parametrize("text", ["IDS = (", "raise RuntimeError('no')", "import nonexistent_module_x"])
def test_file_that_does_not_run_is_named(tmp_path: Path, text: str) -> None:
    file = conf(tmp_path, text)
    with pytest.raises(SettingsError, match="does not run") as caught:
        load(file, environ={})
    assert str(file) in str(caught.value)


def test_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="does not exist"):
        load(tmp_path / "conf.py", environ={})


def test_children_get_the_same_settings() -> None:
    settings = Settings(host="h", port=7, ids=(1, 2, 9), tls=True, base_url="http://x/", token="t", max_sec=12.5)
    again = load(environ=settings.environment())
    assert {name: getattr(again, name) for name in NAMES_ALLOWED} == {
        name: getattr(settings, name) for name in NAMES_ALLOWED
    }


def test_children_read_no_file_and_nothing_else_counts(tmp_path: Path) -> None:
    # What the parent found unset must not be found set by a child that looks elsewhere.
    settings = Settings(host="h", bind="", password=" spaced ")
    again = load(conf(tmp_path, "TOKEN = 'theirs'\nUSERNAME = 'bob'\n"), environ=settings.environment())
    assert (again.token, again.username, again.base_url) == (None, None, None)
    assert (again.bind, again.password) == ("", " spaced ")
    assert again.hints == ()


def test_password_is_taken_as_it_is() -> None:
    assert load(environ={"FOOTWATCH_PASSWORD": " hush ", "FOOTWATCH_HOST": " h "}).password == " hush "
    assert load(environ={"FOOTWATCH_HOST": " h "}).host == "h"


def test_endless_persons_of_a_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="IDS is"):
        load(conf(tmp_path, "import itertools\nIDS = itertools.count()\n"), environ={})


def test_module_conf_prefers_the_module_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    module = tmp_path / "module"
    module.mkdir()
    assert module_conf(module) is None
    (tmp_path / "config" / "footwatch").mkdir(parents=True)
    user = conf(tmp_path / "config" / "footwatch", "")
    assert module_conf(module) == user
    assert module_conf(module) == user
    own = conf(module, "")
    assert module_conf(module) == own
