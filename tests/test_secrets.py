"""No secret is in anything that Footwatch prints, whatever it was written into and whatever goes wrong."""

from __future__ import annotations

import os
import pprint
import signal
import subprocess
import sys
import time
import traceback
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import redis
from redis.exceptions import NoPermissionError, ResponseError

from cacher import __main__ as cacher
from footlib import cli
from footlib.errors import FootlibError, SettingsError
from footlib.settings import NAMES_ALLOWED, Settings, load
from footlib.store.connection import as_store_error, redis_client, store_errors
from footlib.store.embedded import free_port
from tests import commands

MARK = "hush4711"
ADDRESS = f"http://{MARK}:{MARK}@127.0.0.1:9/v2/{MARK}/?key={MARK}&person="
WRITTEN = (
    ADDRESS,
    f"redis://:{MARK}@db:6379/0",
    f"//{MARK}@db/",
    f"{MARK}@db:6379",
    f"http://h:x/{MARK}",
    f"http://u:12/{MARK}@db/",
    f"http://h/#{MARK}",
)
SECRET = ("username", "password", "token", "base_url", "api_token", "api_username", "api_password", "api_headers")


def told(error: BaseException) -> str:
    return "\n".join([str(error), repr(error), *traceback.format_exception(error)])


def shown(settings: Settings) -> str:
    return "\n".join(
        [repr(settings), str(settings), f"{settings}", pprint.pformat(settings), str(settings.__rich_repr__())]
    )


def tried(folder: Path, name: str, value: object) -> str:
    """All that is said of a value in the environment and in a file, and of two files that differ."""
    words = []
    file, other = folder / "conf.py", folder / "other.py"
    file.write_text(f"{name.upper()} = {value!r}\n")
    other.write_text(f"{name.upper()} = {[value]!r}\n")
    for files in ((file,), (other,), (file, other), ()):
        environ = {} if files else {f"FOOTWATCH_{name.upper()}": str(value)}
        try:
            words.append(shown(load(*files, environ=environ)))
        except SettingsError as error:
            words.append(told(error))
    return "\n".join(words)


@pytest.mark.parametrize("value", WRITTEN)
@pytest.mark.parametrize("name", NAMES_ALLOWED)
def test_an_address_in_whatever_setting_is_shown_by_its_place_only(name: str, value: str, tmp_path: Path) -> None:
    assert MARK not in tried(tmp_path, name, value)


@pytest.mark.parametrize("value", [MARK, f" {MARK}\n", f"a {MARK} b", [MARK], {MARK: MARK}, MARK.encode()])
@pytest.mark.parametrize("name", SECRET)
def test_a_secret_is_never_shown(name: str, value: object, tmp_path: Path) -> None:
    words = tried(tmp_path, name, value)
    assert MARK not in words
    assert name in words.lower()


def test_what_is_named_like_a_secret_is_declared_as_one() -> None:
    like = ("pass", "secret", "token", "user", "url", "proxy", "credential", "auth", "api_key", "header", "dsn")
    named_so = {name for name in NAMES_ALLOWED if any(part in name for part in like)} - {"author"}
    assert named_so == set(SECRET), "add a new secret here, and declare it as Secret or Address"


@pytest.mark.parametrize(
    "line",
    [
        f"PASSWORD = {MARK}",
        f"PORT = int('{MARK}')",
        f"TOKEN = {{}}['{MARK}']",
        f"raise OSError('{MARK}')",
        f"'{MARK}' +",
    ],
)
def test_a_file_that_does_not_run_is_not_quoted(line: str, tmp_path: Path) -> None:
    file = tmp_path / "conf.py"
    file.write_text(f"PORT = 1\n{line}\n")
    with pytest.raises(SettingsError, match="line 2, does not run") as caught:
        load(file, environ={})
    assert MARK not in told(caught.value)


@pytest.mark.parametrize(
    "error",
    [
        ResponseError(f"unknown command `HELLO`, with args beginning with: `3`, `AUTH`, `{MARK}`, `{MARK}`, "),
        NoPermissionError(f"User {MARK} has no permissions to run the 'eval' command"),
        ResponseError(f"ACL failure in script: User {MARK} has no permissions to access the '1_data' key"),
    ],
)
def test_what_redis_quotes_is_left_out(error: Exception) -> None:
    assert MARK not in str(as_store_error(error))
    assert "Redis" in str(as_store_error(error))


@pytest.fixture
def guarded(settings: Settings) -> Iterator[Settings]:
    """A store whose user may read and write keys, but neither INFO nor CONFIG."""
    user = f"{MARK}-user"
    with redis.Redis(settings.host or "", settings.port) as server:
        rules = {"categories": ["+@all"], "commands": ["-info", "-config"], "keys": ["*"], "channels": ["*"]}
        server.acl_setuser(user, enabled=True, passwords=[f"+{MARK}"], **rules)
        yield Settings(host=settings.host, port=settings.port, username=user, password=MARK)
        server.acl_deluser(user)


async def test_a_refusal_of_the_store_names_nobody(guarded: Settings) -> None:
    for password in (MARK, f"{MARK}-wrong"):
        client = redis_client(
            Settings(host=guarded.host, port=guarded.port, username=guarded.username, password=password)
        )
        with pytest.raises(FootlibError) as caught:
            async with store_errors():
                await client.config_get("*")
        assert MARK not in str(caught.value)
        assert MARK not in f"{client!r}"
        await client.aclose()


@pytest.fixture
def variables(guarded: Settings, tmp_path: Path) -> dict[str, str]:
    """A marker in every secret, and in the proxies of the shell."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("FOOTWATCH_")}
    proxy = f"http://{MARK}:{MARK}@127.0.0.1:9"
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), proxy)
    own = {
        "HOST": "127.0.0.1",
        "PORT": str(guarded.port),
        "USERNAME": guarded.username or "",
        "PASSWORD": MARK,
        "TOKEN": MARK,
        "BASE_URL": ADDRESS,
        "API_HEADERS": f"X-Api-Key: {MARK}",
        "IDS": "1",
        "DATA_DIR": str(tmp_path / "data"),
        "HEALTH_PORT": str(free_port()),
        "WEB_PORT": str(free_port()),
    }
    return inherited | proxies | {f"FOOTWATCH_{name}": value for name, value in own.items()}


DOCTOR, EXPORT = ("footwatch", "doctor"), ("footwatch", "export", "1", "x.csv")
REPORT, CACHER = ("footwatch", "report", "1", "--out", "x.html"), ("cacher",)
WRONG_PASSWORD = {"PASSWORD": f"{MARK}-wrong"}
WRONG_HOST = {"HOST": f"redis://{MARK}:{MARK}@127.0.0.1:6379/0"}


# The doctor imports what Footwatch needs, and JupyterLab's own import warns.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("command", "changed"),
    [
        (DOCTOR, {}),
        (DOCTOR, WRONG_PASSWORD),
        (DOCTOR, {"BASE_URL": f"http://{MARK}:{MARK}@nowhere.invalid/"}),
        (DOCTOR, {"TLS": "true"}),
        (DOCTOR, {"BASE_URL": "http://127.0.0.1:9/", "API_TOKEN": MARK}),
        (DOCTOR, {"BASE_URL": "http://api.invalid/", "API_USERNAME": MARK, "API_PASSWORD": MARK}),
        (EXPORT, {"API_TOKEN": MARK, "API_PASSWORD": MARK}),
        (EXPORT, {"API_HEADERS": MARK}),
        (EXPORT, {"BASE_URL": f"{MARK}@127.0.0.1"}),
        (EXPORT, WRONG_PASSWORD),
        (REPORT, WRONG_PASSWORD),
        ((*CACHER, "--check"), {}),
        (CACHER, WRONG_HOST),
    ],
)
def test_commands_that_end_print_no_secret(
    command: tuple[str, ...],
    changed: dict[str, str],
    variables: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    # What speaks TLS to a server that does not waits for an answer.
    monkeypatch.setattr("footlib.store.connection.TIMEOUT", 1.0)
    own = variables | {f"FOOTWATCH_{name}": value for name, value in changed.items()}
    main = cacher.app if command[0] == "cacher" else cli.main
    done = commands.run(main, *command, environment=own)
    assert (done.out + done.err).strip()
    assert MARK not in done.out + done.err


@pytest.mark.parametrize(
    ("command", "said"),
    [(("dashboard",), ("is at",)), (("run", "--no-browser"), ("is at", "the cacher starts", "no readings"))],
    ids=["dashboard", "run"],
)
def test_commands_that_run_on_print_no_secret(
    command: tuple[str, ...], said: tuple[str, ...], variables: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "output.log"
    program = Path(sys.executable).with_name("footwatch")
    with log.open("w") as output:
        process = subprocess.Popen([program, *command], env=variables, cwd=tmp_path, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 60
        while not all(words in log.read_text() for words in said):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        assert MARK not in str([member.cmdline() for member in family])
        fail_with_the_token(f"http://127.0.0.1:{variables['FOOTWATCH_WEB_PORT']}")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(15)
    assert MARK not in log.read_text()


def fail_with_the_token(dashboard: str) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for path in ("/voila/static/nope.js", "/api/nope", "/voila/files/nope", "/login"):
        for token in (MARK, f"{MARK}%26", f"x&token={MARK}"):
            try:
                opener.open(f"{dashboard}{path}?token={token}", timeout=10).close()
            except urllib.error.HTTPError as error:
                error.close()
