"""The compose file and the images, as far as they can be run without a container engine."""

import json
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from footlib.settings import NAMES_ALLOWED, Settings
from footlib.store.embedded import free_port
from tests.stack.engine import compose_command
from tests.wheel import ROOT, run, stages

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILES = ["cacher/Dockerfile", "notebooks/Dockerfile"]
REAL = {"FOOTWATCH_BASE_URL": "https://api.example/v2/monitor/"}
# What compose itself decides: where the store is, and where the parts listen inside their containers.
FIXED = {"username", "password", "tls", "db", "cluster", "web_port", "data_dir", "health_host", "health_port"}


@pytest.mark.skipif(compose_command() is None, reason="Docker Compose is not installed: only the YAML was checked")
@pytest.mark.parametrize("profile", [None, "lab", "metrics"])
@pytest.mark.parametrize("base_url", ["", "https://api.example/v2/monitor/"])
def test_compose_accepts_the_file(tmp_path: Path, base_url: str, profile: str | None) -> None:
    shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    if base_url:
        (tmp_path / ".env").write_text(f"FOOTWATCH_BASE_URL={base_url}\nFOOTWATCH_PUBLISH=0.0.0.0\n")
    for folder in ("cacher", "notebooks"):
        (tmp_path / folder).mkdir()
    command = [*(compose_command() or []), *(["--profile", profile] if profile else []), "config"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FOOTWATCH_")}
    resolved = yaml.safe_load(run(*command, cwd=tmp_path, env=environment))["services"]
    assert resolved["cacher"]["environment"]["FOOTWATCH_BASE_URL"] == base_url
    published = json.dumps(resolved["dashboard"]["ports"])
    assert ("127.0.0.1" in published) is not bool(base_url)
    assert "8050" in published
    # The older Compose tells the services of every profile.
    assert {"prometheus", "grafana"} <= resolved.keys() or profile != "metrics"


def test_a_plain_up_starts_the_demonstration() -> None:
    started = {name for name, service in SERVICES.items() if "profiles" not in service}
    assert started == {"redis", "cacher", "standin", "dashboard"}
    assert {name: SERVICES[name]["profiles"] for name in SERVICES.keys() - started} == {
        "lab": ["lab"],
        "prometheus": ["metrics"],
        "grafana": ["metrics"],
    }


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_watched_restarted_and_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["healthcheck"]["test"]
    assert service["restart"] == "unless-stopped"
    assert int(service["user"].partition(":")[0]) > 0
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service


def test_only_pages_are_published_and_on_loopback() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published.keys() == {"dashboard", "lab", "grafana"}
    for name, (port,) in published.items():
        # Grafana asks for no token, so it stays on loopback.
        assert port.startswith("127.0.0.1:" if name == "grafana" else "${FOOTWATCH_PUBLISH:-127.0.0.1}:")
    assert published["dashboard"][0].endswith(":${FOOTWATCH_WEB_PORT:-8050}:8050")


def test_the_numbers_of_the_cacher_are_reached_by_prometheus_only() -> None:
    assert COMPOSE["networks"]["metrics"] == {"internal": True}
    members = {name for name, service in SERVICES.items() if "metrics" in service.get("networks", [])}
    assert members == {"cacher", "prometheus", "grafana"}
    assert SERVICES["prometheus"]["networks"] == ["metrics"]
    config = yaml.safe_load((ROOT / "cacher" / "monitoring" / "prometheus.yml").read_text())
    (job,) = config["scrape_configs"]
    assert job["static_configs"] == [{"targets": [f"cacher:{Settings().health_port}"]}]
    assert SERVICES["cacher"]["environment"]["FOOTWATCH_HEALTH_HOST"] == "0.0.0.0"


def test_what_prometheus_and_grafana_read_is_mounted_from_the_clone() -> None:
    for name in ("prometheus", "grafana"):
        files = [mount.split(":")[0] for mount in SERVICES[name]["volumes"] if mount.startswith("./")]
        assert files
        assert all((ROOT / file).is_file() for file in files)


def test_grafana_asks_no_other_host_and_lets_nobody_change_anything() -> None:
    environment = SERVICES["grafana"]["environment"]
    switched_off = ("ANALYTICS_REPORTING", "ANALYTICS_CHECK_FOR_UPDATES", "NEWS_NEWS_FEED", "AUTH_BASIC")
    assert {value for name, value in environment.items() if name[3:].startswith(switched_off)} == {"false"}
    assert environment["GF_PLUGINS_PREINSTALL_DISABLED"] == "true"
    assert environment["GF_AUTH_ANONYMOUS_ORG_ROLE"] == "Viewer"
    assert environment["GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION"] == "true"


def test_the_store_is_kept_and_reached_by_its_users_only() -> None:
    redis = SERVICES["redis"]
    assert redis["volumes"] == ["store:/data"]
    assert "store" in COMPOSE["volumes"]
    assert shlex.join(redis["command"]).startswith("valkey-server --appendonly yes")
    assert shlex.join(redis["command"]).endswith("--protected-mode no")
    assert redis["networks"] == ["store"]
    assert COMPOSE["networks"]["store"] == {"internal": True}
    members = {name for name, service in SERVICES.items() if "store" in service.get("networks", [])}
    assert members == {"redis", "cacher", "dashboard", "lab"}


def test_the_dashboard_is_probed_without_starting_a_kernel() -> None:
    assert "/voila/static/voila.js" in SERVICES["dashboard"]["healthcheck"]["test"][-1]


class Answer(BaseHTTPRequestHandler):
    """Answers the paths of its server's `told` with their status."""

    def do_GET(self) -> None:
        assert isinstance(self.server, Part)
        self.send_response(self.server.told.get(self.path, 404))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server calls it so
        """Say nothing."""


class Part(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.told: dict[str, int] = {}
        threading.Thread(target=self.serve_forever, daemon=True).start()


ASKED = {"cacher": "/healthz", "standin": "/v2/monitor/1", "dashboard": "/voila/static/voila.js", "lab": "/api"}
PORTS = {"cacher": "9180", "standin": "9080", "dashboard": "8050", "lab": "8888"}


def probe(service: str, port: int, **environment: str) -> int:
    """The exit code of a service's health check, asked of another port."""
    command = [word.replace("$$", "$") for word in SERVICES[service]["healthcheck"]["test"][1:]]
    command = [word.replace(PORTS[service], str(port)) for word in command]
    # Neither our packages nor a proxy have a part in it.
    path = f"{Path(sys.base_prefix) / 'bin'}:/usr/bin:/bin"
    return subprocess.run(
        command, env={"PATH": path, "http_proxy": "http://127.0.0.1:9", **environment}, capture_output=True, check=False
    ).returncode


@pytest.mark.parametrize("service", ASKED)
def test_a_health_check_tells_well_from_ill_with_the_standard_library(service: str) -> None:
    with Part() as part:
        port = part.server_address[1]
        part.told = {ASKED[service]: 200}
        assert probe(service, port) == 0
        part.told = {ASKED[service]: 503}
        assert probe(service, port) == 1
        part.shutdown()
    assert probe(service, port) == 1


def test_the_cacher_is_asked_where_it_listens() -> None:
    with Part() as part:
        part.told = {"/healthz": 200}
        assert probe("cacher", free_port(), FOOTWATCH_HEALTH_PORT=str(part.server_address[1])) == 0
        part.shutdown()


def test_a_stand_in_that_sleeps_is_well() -> None:
    assert probe("standin", free_port(), **REAL) == 0


def test_every_setting_passes_through() -> None:
    both = {name: value for part in ("dashboard", "cacher") for name, value in SERVICES[part]["environment"].items()}
    passed = {name.removeprefix("FOOTWATCH_").lower() for name in both if name.startswith("FOOTWATCH_")}
    assert set(NAMES_ALLOWED) - FIXED <= passed
    assert passed - {"anomalies_trashold", "health_host"} <= set(NAMES_ALLOWED)
    own = {"FOOTWATCH_HOST", "FOOTWATCH_PORT", "FOOTWATCH_BIND", "FOOTWATCH_HEALTH_HOST"}
    assert all(value == f"${{{name}:-}}" for name, value in both.items() if name not in own)


def test_only_the_cacher_is_told_how_to_sign_in_and_which_proxy() -> None:
    for name, service in SERVICES.items():
        told = {variable for variable in service.get("environment", {}) if "_API_" in variable or "_PROXY" in variable}
        assert bool(told) is (name == "cacher")


def test_the_stand_in_is_asked_past_every_proxy(tmp_path: Path) -> None:
    stub = tmp_path / "python"
    stub.write_text('#!/bin/sh\necho "$NO_PROXY"\n')
    stub.chmod(0o755)
    script = SERVICES["cacher"]["command"][2].replace("$$", "$")
    for told, past in (({}, "standin"), (REAL | {"NO_PROXY": "api.example"}, "api.example")):
        assert run("sh", "-c", script, env={"PATH": f"{tmp_path}:/usr/bin:/bin", **told}).strip() == past


def test_the_example_names_variables_that_compose_reads() -> None:
    named = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    read = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text())) | {"COMPOSE_PROFILES"}
    assert named
    assert named <= read


def spoken(service: str, tmp_path: Path, environment: dict[str, str]) -> list[str]:
    """What a service's shell command ends in: the program with its arguments, then two settings that it got."""
    for program in ("python", "footwatch", "sleep"):
        stub = tmp_path / program
        stub.write_text(
            f'#!/bin/sh\necho {program} "$@"\necho "${{FOOTWATCH_BASE_URL:-}}"\necho "${{FOOTWATCH_REQUEST_DELAY:-}}"\n'
        )
        stub.chmod(stub.stat().st_mode | stat.S_IEXEC)
    shell, option, script = SERVICES[service]["command"]
    said = run(shell, option, script.replace("$$", "$"), env={"PATH": f"{tmp_path}:/usr/bin:/bin", **environment})
    return said.splitlines()


def test_without_an_api_the_stand_in_is_asked_ten_times_a_second(tmp_path: Path) -> None:
    assert spoken("standin", tmp_path, {"FOOTWATCH_BASE_URL": ""})[0] == "footwatch standin --host 0.0.0.0"
    asked = ["python -m cacher", "http://standin:9080/v2/monitor/", "0.1"]
    assert spoken("cacher", tmp_path, {"FOOTWATCH_BASE_URL": "", "FOOTWATCH_REQUEST_DELAY": ""}) == asked
    assert spoken("cacher", tmp_path, {"FOOTWATCH_REQUEST_DELAY": "0.5"})[2] == "0.5"


def test_a_real_api_leaves_the_stand_in_out(tmp_path: Path) -> None:
    assert spoken("standin", tmp_path, REAL)[0] == "sleep infinity"
    assert spoken("cacher", tmp_path, REAL) == ["python -m cacher", REAL["FOOTWATCH_BASE_URL"], ""]
    assert not [name for name, service in SERVICES.items() if "standin" in service.get("depends_on", {})]


@pytest.mark.parametrize("dockerfile", DOCKERFILES)
def test_an_image_has_a_layer_for_what_is_needed_and_one_for_the_wheel(dockerfile: str) -> None:
    _, last = stages(dockerfile)
    assert re.findall(r"^COPY .*$", last, re.MULTILINE) == [
        "COPY --from=build /opt/footwatch /opt/footwatch",
        "COPY --from=build /opt/wheel /opt/footwatch",
    ]
    assert "compileall" in last
    assert re.search(r"^USER [1-9]\d*$", last, re.MULTILINE)
    assert "pip install" not in last
