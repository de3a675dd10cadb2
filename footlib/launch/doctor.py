"""Checks every part and says in a sentence what is wrong and how to mend it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import aiohttp
import msgspec
import typer
from redis.exceptions import ResponseError

from cacher.api_access import proxy
from cacher.api_client import AnswerError, ApiClient
from cacher.api_client import session as cacher_session
from cacher.health import Report
from footlib.errors import FootlibError, SettingsError, StoreProtectedError
from footlib.launch import notebooks
from footlib.launch.run_file import Run, running
from footlib.settings import Settings, reachable
from footlib.store.connection import Client, redis_client, store_errors
from footlib.store.durability import danger
from footlib.store.embedded import found

_PACKAGES: Final = ("voila", "ipywidgets", "bqplot", "redis", "aiohttp", "jupyterlab")
_TIMEOUT: Final = aiohttp.ClientTimeout(total=5)
_HEALTH_PORT: Final = "Set HEALTH_PORT to a free port, and start the cacher anew"
_API: Final = "Check BASE_URL, or start the stand-in: footwatch standin"
_REMEDIES: Final = {"invalid": "Check BASE_URL; FULL_SCALE and API_SENSORS tell how an API differs"}
"""By the kind of an `AnswerError`."""
_WEB_PORT: Final = (
    "Choose another port with --port or WEB_PORT; notebooks of an older version: footwatch notebooks DIR --update"
)


class _About(msgspec.Struct):
    program: Literal["footwatch"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; `remedy` is empty where all is well."""

    part: str
    sentence: str
    remedy: str = ""


async def examine(settings: Settings) -> bool:
    """Check every part, print a line for each, and tell whether all are well."""
    healthy = True
    run = running(Path(settings.data_dir))
    async for finding in _findings(run.fill(settings) if run else settings, run):
        mark, colour = ("!!", typer.colors.RED) if finding.remedy else ("ok", typer.colors.GREEN)
        typer.secho(f"{mark}  {finding.part}: ", fg=colour, nl=False)
        typer.echo(f"{finding.sentence}{f'. {finding.remedy}' if finding.remedy else ''}")
        healthy = healthy and not finding.remedy
    return healthy


async def _findings(settings: Settings, run: Run | None) -> AsyncIterator[Finding]:
    yield _python()
    yield _notebooks()
    if settings.report_logo is not None:
        yield _letter_head(settings.report_logo)
    if run:
        yield Finding("run", f"`footwatch run` goes on as process {run.process}; it says where its parts are")
    yield await _store(settings)
    yield await _api(settings, run)
    async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
        yield await _cacher(session, settings, run)
        yield await _dashboard(session, settings)


def _python() -> Finding:
    missing = []
    for package in _PACKAGES:
        try:
            importlib.import_module(package)
        except ImportError:
            missing.append(package)
    version = f"Python {sys.version.split()[0]}"
    if missing:
        return Finding(
            "packages", f"{version} lacks {', '.join(missing)}", "Install Footwatch anew: pip install footwatch"
        )
    return Finding("packages", f"{version} has everything")


def _notebooks() -> Finding:
    try:
        return Finding("notebooks", f"in {notebooks.folder()}")
    except FootlibError as error:
        return Finding("notebooks", str(error), "Install Footwatch anew, or work from a clone")


def _letter_head(file: str) -> Finding:
    from footlib.reporting.logo import data_uri

    try:
        data_uri(file)
    except FootlibError as error:
        return Finding("letter head", str(error), "Until then there are no reports")
    return Finding("letter head", f"{file} is a picture")


async def _store(settings: Settings) -> Finding:
    try:
        filled = found(settings)
    except FootlibError as error:
        return Finding("store", str(error), "`footwatch run` starts one")
    where = f"{filled.host}:{filled.port}"
    client = redis_client(filled)
    try:
        async with store_errors():
            await client.ping()
            version = await _version(client)
            depth = await _compress_depth(client)
        unsafe = await danger(client)
    except StoreProtectedError as error:
        return Finding("store", f"{where} answers, but does not work from here", str(error))
    except FootlibError as error:
        return Finding("store", f"{where} does not work: {error}", "Check HOST, PORT, PASSWORD and TLS")
    finally:
        await client.aclose()
    server = f"{version} at {where}"
    if unsafe:
        return Finding("store", server, unsafe)
    if depth == 0:
        return Finding(
            "store", f"{server} keeps lists uncompressed", "Set list-compress-depth 1 to need a seventh of the memory"
        )
    unknown = ["; it forbids CONFIG, so whether it compresses lists is unknown"] if depth is None else []
    unknown += ["; it forbids INFO, so whether anomalies are safe is unknown"] if unsafe is None else []
    return Finding("store", f"{server}{''.join(unknown)}")


async def _version(client: Client) -> str:
    try:
        info = await client.info("server")
    except ResponseError:
        return "a version that it does not tell"
    return f"version {info.get('valkey_version') or info.get('redis_version')}"


async def _compress_depth(client: Client) -> int | None:
    try:
        return int((await client.config_get("list-compress-depth")).get("list-compress-depth") or 0)
    except ResponseError:
        return None


async def _api(settings: Settings, run: Run | None) -> Finding:
    person, place = settings.ids[0], settings.api_place
    if run and not run.standin and run.api != place:
        return Finding("API", f"the run asks another one, at {run.api}", "Set BASE_URL as the run has it, to check it")
    try:
        async with cacher_session(settings) as session:
            api = ApiClient(session, settings)
            await api.fetch(api.address(person))
            through = proxy(settings)
    except AnswerError as error:
        return Finding(
            "API", f"{place} gives no measurement of person {person}: {error}", _REMEDIES.get(error.kind, _API)
        )
    except SettingsError as error:
        return Finding("API", f"{place} cannot be asked", str(error))
    return Finding("API", f"{place} gives measurements{f' through the proxy {through.url}' if through else ''}")


async def _cacher(session: aiohttp.ClientSession, settings: Settings, run: Run | None) -> Finding:
    url = f"http://{reachable(settings.health_host)}:{settings.health_port}/healthz"
    try:
        async with session.get(url) as answer:
            report = msgspec.json.decode(await answer.read(), type=Report)
    except msgspec.MsgspecError:
        return Finding("cacher", f"what answers at {url} is none", _HEALTH_PORT)
    except (aiohttp.ClientError, TimeoutError, OSError):
        return Finding("cacher", f"nothing answers at {url}", "Start it: python -m cacher, or footwatch run")
    if run and not run.has(report.process):
        return Finding("cacher", f"what answers at {url} is not that of the run", _HEALTH_PORT)
    if not report.ok:
        return Finding("cacher", f"{url} says: {report.reason}", "Its log says more")
    return Finding("cacher", f"healthy at {url}")


async def _dashboard(session: aiohttp.ClientSession, settings: Settings) -> Finding:
    place = f"http://{reachable(settings.bind)}:{settings.web_port}/"
    try:
        async with session.get(f"{place}voila/templates/footwatch/static/about.json") as answer:
            msgspec.json.decode(await answer.read(), type=_About)
    except msgspec.MsgspecError:
        return Finding("dashboard", f"what answers at {place} is none, or of an older version", _WEB_PORT)
    except (aiohttp.ClientError, TimeoutError, OSError):
        return Finding("dashboard", f"nothing answers at {place}", "Start it: footwatch dashboard, or footwatch run")
    return Finding("dashboard", f"served at {place}")
