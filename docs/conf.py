"""How Sphinx makes the documentation site, `make docs`: of the repository's own Markdown files and docstrings."""

from importlib import import_module
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.inspect import signature, stringify_signature

from footlib import __version__

project = "Footwatch"
author = "The Footwatch authors"
copyright = author  # noqa: A001 - Sphinx's name for it
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc"]
root_doc = "docs/index"
include_patterns = ["*.md", "docs/**.md"]
exclude_patterns = [".*", "build", "dist", "cacher", "footlib", "notebooks", "tests"]
myst_heading_anchors = 3
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

# Names that are loaded when first asked for are there before autodoc looks.
for _package in ("footlib", "footlib.store", "footlib.ui"):
    _module = import_module(_package)
    vars(_module).update({_name: getattr(_module, _name) for _name in getattr(_module, "__all__", ())})


def setup(app: Sphinx) -> None:
    """Let autodoc ask before it writes a signature."""
    app.connect("autodoc-process-signature", _signature)


def _signature(*event: Any) -> tuple[str | None, str | None]:
    app, what, _, described, _, written, returned = event
    if what == "class" and written and written.startswith("(*args"):
        # A widget's own parameters, which traitlets hides.
        found = signature(described.__init__, bound_method=True, type_aliases=app.config.autodoc_type_aliases)
        written = stringify_signature(found, unqualified_typehints=True, show_return_annotation=False)
    return written and written.replace("<factory>", "..."), returned
