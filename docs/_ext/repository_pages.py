"""Pages of the repository that lie outside of docs/, as pages of the site.

They are written where they belong (a study beside its script, the benchmarks beside theirs), with
links that work there. Before a build they are copied into docs/collected, which git ignores, and
links from page to page are turned into those of the site. A link to what is no page (a script) is
left as its text.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

DOCS = Path(__file__).parents[1]
ROOT = DOCS.parent
PLACE = "collected"

# Where in the repository -> name of the page.
PAGES = {
    "ARCHITECTURE.md": "architecture.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "benchmarks/RESULTS.md": "benchmarks.md",
    "src/mutually/datasets/README.md": "tables.md",
    "src/mutually/estimators/README.md": "estimators.md",
    "studies/README.md": "studies.md",
} | {
    path.relative_to(ROOT).as_posix(): f"study-{path.stem.replace('_', '-')}.md"
    for path in sorted((ROOT / "studies").glob("*.md"))
    if path.name != "README.md"
}

_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
_ELSEWHERE = re.compile(r"[a-z]+:|#")


def site_links(text: str, source: Path, page: Path) -> str:
    """Turn the links of a text that lies at ``source`` into those of ``page`` of the site."""

    def turned(link: re.Match[str]) -> str:
        if _ELSEWHERE.match(link["target"]):
            return link[0]
        path, _, anchor = link["target"].partition("#")
        target = (source.parent / path).resolve()
        known = PAGES.get(target.relative_to(ROOT).as_posix())
        if known is not None:
            target = DOCS / PLACE / known
        elif not target.is_relative_to(DOCS):
            return link["text"]
        place = os.path.relpath(target, page.parent) + (f"#{anchor}" if anchor else "")
        return f"{link['image']}[{link['text']}]({place})"

    return _LINK.sub(turned, text)


def collect(app: object) -> None:
    """Copy the pages into docs/collected; a copy that is as it was keeps its time."""
    folder = DOCS / PLACE
    folder.mkdir(exist_ok=True)
    for path, name in PAGES.items():
        page = folder / name
        text = site_links((ROOT / path).read_text("utf-8"), ROOT / path, page)
        if not page.exists() or page.read_text("utf-8") != text:
            page.write_text(text, "utf-8")


def turn_links(app: object, name: str, text: list[str]) -> None:
    """Turn links of a page in docs/ to pages outside of it."""
    page = DOCS / f"{name}.md"
    if page.exists() and not name.startswith(PLACE):
        text[0] = site_links(text[0], page, page)


def setup(app: object) -> dict[str, bool]:
    """Collect before sources are looked for."""
    app.connect("config-inited", lambda app, config: collect(app))  # type: ignore[attr-defined]
    app.connect("source-read", turn_links)  # type: ignore[attr-defined]
    return {"parallel_read_safe": True}
