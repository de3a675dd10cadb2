"""What Prometheus asks and Grafana shows, beside what the cacher tells."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import cacher
from cacher.metrics import Metrics

FOLDER = Path(cacher.__file__).with_name("monitoring")
DASHBOARD: dict[str, Any] = json.loads((FOLDER / "cacher.json").read_text())
SUFFIXES = {"counter": ("",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
# Beside Linux nobody tells these.
PROCESS = {f"footwatch_process_{name}" for name in ("resident_memory_bytes", "cpu_seconds_total", "open_fds")}
OTHERS = {"by", "le", "rate", "sum", "increase", "histogram_quantile", "or", "vector", "outcome", "why", "call"}


def told() -> set[str]:
    """Names of everything in /metrics."""
    kinds = re.findall(r"^# TYPE (\w+) (\w+)$", Metrics().text().decode(), re.MULTILINE)
    return {f"{name}{suffix}" for name, kind in kinds for suffix in SUFFIXES[kind]}


def queries() -> Iterator[str]:
    for panel in DASHBOARD["panels"]:
        assert panel["targets"], panel["title"]
        for target in panel["targets"]:
            yield target["expr"]


@pytest.mark.parametrize("query", list(queries()))
def test_a_query_names_only_what_the_cacher_tells(query: str) -> None:
    names = set(re.findall(r"footwatch_\w+", query))
    assert names
    assert names <= told() | (set() if sys.platform == "linux" else PROCESS)
    words = set(re.findall(r"[a-z_]{2,}", re.sub(r"\[[^]]*\]", "", query)))
    assert words - names <= OTHERS


def test_the_dashboard_shows_what_the_issue_asks_of_metrics() -> None:
    shown = " ".join(queries())
    for name in (
        "readings_stored_total",
        "requests_total",
        "request_seconds_bucket",
        "schedule_lag_seconds_bucket",
        "buffer_readings",
        "sweeps_total",
        "redis_seconds_bucket",
    ):
        assert f"footwatch_{name}" in shown


def test_panels_lie_side_by_side() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + dx, at["y"] + dy) for dx in range(at["w"]) for dy in range(at["h"])}
        assert not cells & taken
        assert at["x"] + at["w"] <= 24
        taken |= cells


def test_the_dashboard_is_found_and_asks_the_provisioned_source() -> None:
    (source,) = yaml.safe_load((FOLDER / "datasource.yml").read_text())["datasources"]
    asked = {panel["datasource"]["uid"] for panel in DASHBOARD["panels"]}
    asked |= {target["datasource"]["uid"] for panel in DASHBOARD["panels"] for target in panel["targets"]}
    assert asked == {source["uid"]}
    assert source["url"] == "http://prometheus:9090"
    (provider,) = yaml.safe_load((FOLDER / "dashboards.yml").read_text())["providers"]
    assert provider["options"]["path"] == "/etc/grafana/dashboards"
