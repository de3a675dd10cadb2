"""How Sphinx makes the documentation site, `make docs`: of the repository's own Markdown files and docstrings."""

import re
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.inspect import signature, stringify_signature

import footlib

project = "Footwatch"
author = "The Footwatch authors"
copyright = author  # noqa: A001 - Sphinx's name for it
release = version = footlib.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc"]
root_doc = "docs/index"
include_patterns = ["*.md", "docs/**.md"]
exclude_patterns = [".*", "build", "dist", "cacher", "footlib", "notebooks", "tests"]
myst_heading_anchors = 3
myst_enable_extensions = ["substitution"]
default_role = "py:obj"

autodoc_member_order = "groupwise"
# An alias that cannot be subscribed lets signatures stand as they are written, not as numpy spells them out.
autodoc_type_aliases = {"NDArray": "NDArray"}
python_use_unqualified_type_names = True
numpydoc_show_class_members = False
add_module_names = False

# Nothing here may come from another host: no web fonts, no scripts of a CDN.
html_theme = "pydata_sphinx_theme"
html_title = project
html_favicon = html_logo = "theme/static/mark.svg"
html_static_path = ["theme/static"]
html_css_files = ["site.css"]
html_extra_path = ["theme/root"]
templates_path = ["theme"]
html_sidebars = {"**": ["pages"]}
html_copy_source = False
html_context = {"default_mode": "auto"}
html_theme_options = {
    "logo": {"text": project},
    "navbar_center": [],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}

_REFERENCE = [
    import_module(module)
    for page in sorted(Path(__file__).with_name("reference").glob("*.md"))
    for module in re.findall(r"^\.\. automodule:: (\S+)$", page.read_text(), re.MULTILINE)
]
# Names that are loaded when first asked for are there before autodoc looks.
for _module in _REFERENCE:
    vars(_module).update({_name: getattr(_module, _name) for _name in getattr(_module, "__all__", ())})


def _described(module: ModuleType, name: str, one: Any) -> bool:
    """Whether a module's page describes what is called `name`."""
    own = one.__module__ == module.__name__
    return vars(module).get(name) is one and (name in module.__all__ if hasattr(module, "__all__") else own)


def _row(name: str) -> str:
    """A name of `footlib` itself as a row of a table, which leads to where it is described."""
    one = getattr(footlib, name)
    if isinstance(one, ModuleType):
        place = one.__name__
    else:
        home = next(module for module in _REFERENCE if module is not footlib and _described(module, name, one))
        place = f"{home.__name__}.{name}"
    return f"| {{py:obj}}`{name} <{place}>` | {(one.__doc__ or '').partition(chr(10))[0]} |"


myst_substitutions = {
    "names": "\n".join(["| name | is |", "|---|---|", *map(_row, getattr(footlib, "__all__", ()))]),
}


def setup(app: Sphinx) -> None:
    """Let autodoc ask before it writes."""
    app.connect("autodoc-process-signature", _signature)
    app.connect("autodoc-process-docstring", _docstring)


def _signature(*event: Any) -> tuple[str | None, str | None]:
    app, what, _, described, _, written, returned = event
    if what == "class" and written and written.startswith("(*args"):
        # A widget's own parameters, which traitlets hides.
        found = signature(described.__init__, bound_method=True, type_aliases=app.config.autodoc_type_aliases)
        written = stringify_signature(found, unqualified_typehints=True, show_return_annotation=False)
    return written and written.replace("<factory>", "..."), returned


def _docstring(*event: Any) -> None:
    _, what, _, _, _, lines = event
    if what == "module" and "Examples" in lines:
        # numpydoc leaves those of modules as they are: a heading of the page.
        at = lines.index("Examples")
        lines[at : at + 2] = [".. rubric:: Examples", ""]
