"""The images that the stack starts from, made of Debian's packages: the tests reach no registry of images."""

import os
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

from footlib.store.server_program import server_program
from tests.stack.engine import Engine, run

# Python 3.11, as in python:3.11-slim; its library comes uncompiled too where nothing is configured.
SUITE = "bookworm"
PACKAGES = (
    *("base-files", "base-passwd", "bash", "ca-certificates", "coreutils", "dash", "findutils", "grep", "gzip"),
    *("libc-bin", "passwd", "python3-pip", "python3.11-venv", "redis-tools", "sed", "tar"),
)
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
PYTHON = f"""FROM scratch
ADD root.tar /
RUN cp /usr/share/base-passwd/passwd.master /etc/passwd && cp /usr/share/base-passwd/group.master /etc/group
RUN rm /usr/lib/python3.11/EXTERNALLY-MANAGED && ln -s python3.11 /usr/bin/python
COPY certificates {CERTIFICATES}
ENV SSL_CERT_FILE={CERTIFICATES} PIP_CERT={CERTIFICATES}
"""
VALKEY = """FROM python:3.11-slim
COPY valkey-server /usr/bin/
RUN ln -s redis-cli /usr/bin/valkey-cli
RUN groupadd --gid 999 valkey && useradd --uid 999 --gid 999 valkey && install -d -o valkey -g valkey /data
VOLUME /data
WORKDIR /data
"""
# How this machine reaches Python's packages; a build is to reach them in the same way.
HANDED_ON = (
    *("PIP_INDEX_URL", "PIP_TRUSTED_HOST", "PIP_DEFAULT_TIMEOUT"),
    *("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_HTTP_TIMEOUT"),
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"),
)
_FETCH_SEC = 300.0
_BUILD_SEC = 120.0


def make(engine: Engine, folder: Path) -> None:
    """Make python:3.11-slim and valkey/valkey:8.1, as far as the stack needs them."""
    root = folder / "root.tar"
    chosen = ["--variant=extract", f"--include={','.join(PACKAGES)}"]
    run(["mmdebstrap", "--quiet", *chosen, SUITE, str(root), *_mirror()], timeout=_FETCH_SEC)
    shutil.copy(ssl.get_default_verify_paths().cafile or CERTIFICATES, folder / "certificates")
    variables = {name: os.environ[name] for name in HANDED_ON if name in os.environ} | _index()
    lines = "".join(f'ENV {name}="{value}"\n' for name, value in variables.items())
    _build(engine, folder, "python:3.11-slim", PYTHON + lines)
    root.unlink()
    shutil.copy(server_program(), folder / "valkey-server")
    _build(engine, folder, "valkey/valkey:8.1", VALKEY)


def _mirror() -> list[str]:
    """Where this machine gets Debian's packages, where it is a Debian."""
    sources = [Path("/etc/apt/sources.list.d/debian.sources"), Path("/etc/apt/sources.list")]
    return [str(file) for file in sources if file.is_file() and SUITE in file.read_text().split()][:1]


def _index() -> dict[str, str]:
    asked = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)
    return {"PIP_INDEX_URL": said.stdout.strip(), "UV_DEFAULT_INDEX": said.stdout.strip()} if said.stdout else {}


def _build(engine: Engine, folder: Path, name: str, dockerfile: str) -> None:
    (folder / "Dockerfile").write_text(dockerfile)
    engine.docker("build", "--quiet", "--tag", name, str(folder), timeout=_BUILD_SEC)
