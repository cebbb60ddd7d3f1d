"""How the site is built: `make docs`, or `sphinx-build -W --keep-going -n docs build/docs`.

Nothing is fetched: no inventories of other projects, no fonts, no scripts from elsewhere.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

# Pictures are drawn to files, and look the same on any machine.
os.environ["MPLBACKEND"] = "agg"
sys.path.insert(0, str(Path(__file__).parent / "_ext"))

import mutually

project = "mutually"
author = "The mutually developers"
copyright = "The mutually developers, BSD-3-Clause"
version = release = mutually.__version__

extensions = [
    "myst_parser",
    "numpydoc",
    "page_pictures",
    "repository_pages",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_gallery.gen_gallery",
]
templates_path = ["_templates"]
exclude_patterns = ["examples", "_templates"]
root_doc = "index"
nitpicky = True
# Types of other packages in signatures and of inherited members: no inventory, no link.
nitpick_ignore_regex = [(r"py:.*", r"(sklearn|numpy|matplotlib|pandas|polars|functools)\..*")]

# Markdown.
# No mathematics in TeX: what sets it would be fetched from another host.
myst_enable_extensions = ["attrs_block"]
myst_heading_anchors = 3
suppress_warnings = ["config.cache"]  # sphinx-gallery holds functions in its settings

# Docstrings.
autosummary_generate = True
autodoc_typehints = "none"  # numpydoc's sections say the types in words
autodoc_default_options = {"members": False}
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
numpydoc_xref_param_type = False

# The examples: scripts that are run in the build.
sphinx_gallery_conf = {
    "examples_dirs": ["examples"],
    "gallery_dirs": ["gallery"],
    "filename_pattern": r"\.py$",
    "within_subsection_order": "FileNameSortKey",
    "abort_on_example_error": True,
    "download_all_examples": False,
    "show_memory": False,
    "show_signature": False,
    "write_computation_times": False,
    "remove_config_comments": True,
    "capture_repr": ("_repr_html_", "__repr__"),
    "matplotlib_animations": False,
    "plot_gallery": True,
    "min_reported_time": 10**6,
}

# What the site looks like. All of it is served from the site itself.
html_theme = "pydata_sphinx_theme"
html_title = "mutually"
html_static_path = ["_static"]
html_css_files = ["mutually.css"]
# Where there is little to go to at the side, the page gets the room.
html_sidebars = {name: [] for name in ("start", "mutual-information", "gallery/*")}
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "logo": {"text": "mutually"},
    "navbar_align": "left",
    "navbar_end": ["theme-switcher"],
    "header_links_before_dropdown": 6,
    "show_prev_next": True,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
html_context = {"default_mode": "auto"}
