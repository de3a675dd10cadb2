"""What the kernel of each page needs, imported once for all of them; see `footlib.launch.kernels`."""

import gc
from importlib import import_module

from footlib.launch.orphans import die_with_parent

die_with_parent()
for name in ("footlib.launch.fork", "ipykernel.kernelapp", "ipykernel.zmqshell", "footlib.ui.dashboard"):
    import_module(name)
# A collection that visited the shared objects would make a copy of their pages in every kernel.
gc.freeze()
