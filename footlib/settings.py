"""Settings: ``conf.py`` of a module, environment variables, defaults.

Names are written in capitals in ``conf.py`` and as ``FOOTWATCH_<NAME>`` in the
environment; an environment variable wins over the file, an empty one counts as unset.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_type_hints

import msgspec
import platformdirs
from msgspec import Meta

from footlib import conffile
from footlib.errors import SettingsError
from footlib.secrecy import HIDDEN, place_of, without_address
from footlib.sensors import FULL_SCALE, NAMES
from footlib.setting_types import (
    Address,
    Count,
    Headers,
    Host,
    Hosts,
    Kinds,
    Names,
    Persons,
    Port,
    Seconds,
    Secret,
    Sensors,
    Switch,
    Token,
    User,
)
from footlib.setting_values import CHECKS, PERSON, READ, one_sign_in, plain

PREFIX: Final = "FOOTWATCH_"
STANDIN_URL: Final = "http://127.0.0.1:9080/v2/monitor/"
_ALIASES: Final = {"ANOMALIES_TRASHOLD": "anomalies_threshold"}
_AS_WRITTEN: Final = frozenset({"password", "token", "api_password"})
"""Blanks at their ends are a part of them."""
_RESOLVED: Final = "FOOTWATCH_RESOLVED"
"""Where it is set, a parent has read the files, and the environment is all that counts."""
# Variables that belong to tests, images or the shell, not to a setting.
_FOREIGN_VARIABLES: Final = frozenset({"FOOTWATCH_PUBLISH", "FOOTWATCH_BROWSER", "FOOTWATCH_IMAGE", _RESOLVED})


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that can be set; the README's table says what each name means.

    ``None`` stands for a part that Footwatch brings along: its embedded store, its stand-in API.
    """

    host: Host | None = None
    port: Port = 6379
    username: Secret | None = None
    password: Secret | None = None
    tls: Switch = False
    db: Annotated[int, Meta(ge=0, description="a database number from 0 on")] = 0
    cluster: Switch = False

    base_url: Address | None = None
    api_token: Token | None = None
    api_username: User | None = None
    api_password: Secret | None = None
    api_headers: Headers = ""
    api_ca: Annotated[str, Meta(description="a file of certificates, PEM")] | None = None
    api_sensors: Sensors = ()
    full_scale: Count = FULL_SCALE
    ids: Persons = tuple(range(1, 7))
    max_sec: Annotated[float, Meta(ge=1, description="seconds from 1 on")] = 600.0
    context_sec: Annotated[float, Meta(ge=0, le=3600, description="seconds from 0 to 3600")] = 5.0
    request_delay: Seconds = 0.3
    request_timeout: Seconds = 5.0
    connections: Annotated[int, Meta(ge=1, description="a number of sockets from 1 on")] = 500
    clear_delay: Seconds = 60.0
    sensor_number: Annotated[Literal[6], Meta(description="6, the sensors of a pair of insoles")] = 6
    anomalies_threshold: Annotated[float, Meta(ge=0, le=1, description="a number from 0 to 1 (1.0 = never)")] = 1.0
    buffer_readings: Annotated[int, Meta(ge=1, description="a number of readings from 1 on")] = 200_000
    buffer_bytes: Annotated[int, Meta(ge=65536, description="bytes from 65536 on")] = 128 * 1024 * 1024
    lease_sec: Annotated[float, Meta(ge=1, le=3600, description="seconds from 1 to 3600")] = 5.0
    health_host: Host = "127.0.0.1"
    health_port: Port = 9180
    log_format: Annotated[Literal["human", "json"], Meta(description="human or json")] = "human"

    sensors_id: Annotated[tuple[int, ...], Meta(min_length=1, description="sensor numbers from 0 to 5")] = tuple(
        range(len(NAMES))
    )
    trial_sec: Annotated[float, Meta(ge=10, le=86400, description="seconds from 10 to 86400")] = 7200.0
    trial_names: Names = ("10 m walk", "6 min walk", "TUG", "stairs")
    trial_conditions: Names = ("shoe", "barefoot", "brace", "stick")
    label_kinds: Kinds = ("turn", "stairs", "stumble", "fall", "artefact", "rest")
    author: Annotated[
        str,
        Meta(
            pattern="^[A-Za-z0-9-]{0,80}$",
            description="ask, the name of an HTTP header as X-Forwarded-User, or nothing",
        ),
    ] = ""
    report_logo: Annotated[str, Meta(description="a PNG, JPEG or SVG file")] | None = None
    report_address: Annotated[str, Meta(max_length=1000, description="a text of up to 1000 characters")] = ""
    bind: Host = "127.0.0.1"
    hosts: Hosts = ()
    web_port: Port = 8050
    token: Secret | None = None
    show_tracebacks: Switch = False
    data_dir: Annotated[str, Meta(description="a folder")] = platformdirs.user_data_dir("footwatch", appauthor=False)

    given: frozenset[str] = frozenset()
    """Names that the file or the environment set, in lower case."""
    hints: tuple[str, ...] = ()
    """Sentences about names that look like settings and are none."""

    def __repr__(self) -> str:
        return f"Settings({', '.join(f'{name}={value}' for name, value in self.__rich_repr__())})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        # msgspec's own shows every value.
        return [(name, _shown(name, value)) for name, value in msgspec.structs.asdict(self).items()]

    @property
    def api_url(self) -> str:
        """The API's address: up to the person's number, or with ``{person}`` in its place."""
        return self.base_url or STANDIN_URL

    def api_address(self, person: int) -> str:
        """The address of a person's measurement."""
        url = self.api_url
        return url.replace(PERSON, str(person)) if PERSON in url else f"{url}{person}"

    def asking_standin(self, url: str) -> Settings:
        """The same with our stand-in API at `url`, which speaks no other dialect and is told no secret."""
        own = {name: default for name, default in msgspec.structs.asdict(Settings()).items() if name.startswith("api_")}
        return msgspec.structs.replace(self, base_url=url, full_scale=FULL_SCALE, **own)

    @property
    def api_place(self) -> str:
        """The API's scheme, host and port, which is as much of its address as is shown."""
        return place_of(self.api_url)

    def environment(self) -> dict[str, str]:
        """The settings as variables for a child process, so that both agree; what is not among them is unset."""
        values = {name: value for name, value in msgspec.structs.asdict(self).items() if name in NAMES_ALLOWED}
        texts = {f"{PREFIX}{name.upper()}": _as_text(value) for name, value in values.items() if value is not None}
        return texts | {_RESOLVED: "1"}


NAMES_ALLOWED: Final = tuple(name for name in Settings.__struct_fields__ if name not in {"given", "hints"})
_TYPES: Final = get_type_hints(Settings, include_extras=True)


def load(*files: Path | None, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of the given ``conf.py`` files and of the environment.

    Parameters
    ----------
    files
        Files to read; ``None`` is passed over. Two files may not contradict each other.
    environ
        Variables in place of the process's own.

    Returns
    -------
    Settings
        With `hints` about names that look like settings and are none.

    Raises
    ------
    SettingsError
        Names the setting, its value and what is allowed.
    """
    found: dict[str, tuple[Any, str]] = {}
    hints: list[str] = []
    variables = os.environ if environ is None else environ
    resolved = _RESOLVED in variables
    for path in () if resolved else filter(None, files):
        for name, value in conffile.read(path).items():
            _note(found, hints, name, value, str(path))
    from_variables: dict[str, tuple[Any, str]] = {}
    for variable, text in variables.items():
        if is_setting(variable) and (resolved or text.strip()):
            name = variable.removeprefix(PREFIX)
            value = text if resolved or name.lower() in _AS_WRITTEN else text.strip()
            _note(from_variables, hints, name, value, "the environment")
    found |= from_variables
    values = {name: _checked(name, value, origin) for name, (value, origin) in found.items()}
    one_sign_in(values)
    return Settings(**values, given=frozenset(values), hints=tuple(hints))


def is_setting(variable: str) -> bool:
    """Whether a variable of the environment, by its name, is read as a setting."""
    return variable.startswith(PREFIX) and variable not in _FOREIGN_VARIABLES


def reachable(bind: str) -> str:
    """The host, as it stands in a URL, at which this machine reaches a server that listens at `bind`."""
    host = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)  # noqa: S104
    return f"[{host}]" if ":" in host else host


def module_conf(folder: Path) -> Path | None:
    """The ``conf.py`` that counts for a module: in its folder, else in the user's configuration folder, or None."""
    candidates = (folder / "conf.py", Path(platformdirs.user_config_dir("footwatch", appauthor=False)) / "conf.py")
    return next((path for path in candidates if path.is_file()), None)


def _note(found: dict[str, tuple[Any, str]], hints: list[str], written: str, value: Any, origin: str) -> None:
    name = _ALIASES.get(written, written.lower())
    if name not in NAMES_ALLOWED:
        near = difflib.get_close_matches(name, NAMES_ALLOWED, 1)
        meant = f"; {near[0].upper()} is one" if near else ""
        hints.append(f"{written} in {origin} is no setting and has no effect{meant}")
        return
    if name in found and found[name][0] != value:
        raise SettingsError(
            f"{written} is {_shown(name, value)} in {origin} and {_shown(name, found[name][0])} in {found[name][1]}; "
            "let one of them stand"
        )
    found[name] = (value, origin)


def _checked(name: str, value: Any, origin: str) -> Any:
    try:
        if value is None and type(None) in get_args(_TYPES[name]):
            return None
        value = READ.get(name, plain)(value)
        converted = msgspec.convert(value, _TYPES[name], strict=False)
        return CHECKS[name](converted) if name in CHECKS else converted
    except (ValueError, TypeError):
        raise SettingsError(
            f"{name.upper()} is {_shown(name, value)} (from {origin}); allowed is {allowed(name)}"
        ) from None


def allowed(name: str) -> str:
    """What a setting, by its name in lower case, may be: for messages and documentation."""
    return next(str(meta.description) for meta in _metas(name) if meta.description)


def _metas(name: str) -> list[Meta]:
    kinds = [_TYPES[name], *get_args(_TYPES[name])]
    return [meta for kind in kinds for meta in getattr(kind, "__metadata__", ())]


def _shown(name: str, value: Any) -> str:
    """A value for eyes: of a secret nothing, of an address, which may hold one, where it is."""
    own = next((meta.extra["shown"] for meta in _metas(name) if meta.extra), None) if name in _TYPES else None
    if own and value is not None:
        return str(own(value)) if isinstance(value, str) else HIDDEN
    return without_address(value)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
