"""Kernels of pages, forked from a process that has imported what each of them needs.

Voilà starts a kernel for every page. From nothing that takes a second and more of imports and some hundred megabytes; a
fork of a process that has imported all of it takes some hundredths of a second, and shares the memory. Python's own
fork server (`multiprocessing.forkserver`) does the work, Jupyter's kernel provisioners are the place to hook it in.

::

    Voilà ── starts, once ──▶ fork server ── forks, for each page ──▶ kernel
    provisioner.py            preload.py                              child.py

1. `notebooks/voila/config/voila.py` asks `provisioner.default_provisioner` how to start kernels, and with forks
   `provisioner.prepare` to start the fork server, which imports `preload` while Voilà itself still starts.
2. For a page Jupyter calls `ForkedKernel.launch_kernel`, known to it by the entry point in ``pyproject.toml``. It has
   the fork server fork, and hands Jupyter what it takes for a process.
3. The fork runs `child.become_kernel`: a session, environment, folder and command line of its own, a new seed of
   numpy's shared generator, then ``ipykernel`` as usual.

Who ends whom:

- The fork server ends with Voilà's main thread (`footlib.launch.orphans`), which is why only that thread starts it.
- A kernel ends itself when Voilà is gone, even one that was killed, and when the fork server is gone, since Jupyter
  learns from the server alone how a kernel does.
- A fork that comes later than it was waited for is killed when it comes; until then kernels start from nothing.

Where it cannot be, kernels start from nothing, as Jupyter's do: on other systems than Linux, where imported libraries
do not bear a fork; under Python 3.11.0; without the entry point; for a kernel of another Python; and whenever a fork
fails, which is logged. ``JUPYTER_DEFAULT_PROVISIONER_NAME=local-provisioner`` asks for that.

What is imported in `preload` is what all pages see: a change of `footlib` shows once Voilà is started anew.
docs/performance.md has the numbers.
"""
