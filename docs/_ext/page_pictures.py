"""Markdown pages whose examples are run in the build, and whose pictures they draw.

All `>>>` examples of a page run in one namespace, in order, and must print what the page says: a
page that promises too much does not build. A fence ```{picture} What it shows``` is such an example
that also draws: its code is shown, and below it the figure, with the words as its alternative text.
"""

from __future__ import annotations

import doctest
import io
import re
import warnings
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

PLACE = "collected/pictures"
DOTS = 150
_SHORT = 8
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
_PICTURE = re.compile(r"^```\{picture\}.*?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LOG = logging.getLogger(__name__)


def pieces(text: str) -> list[tuple[str, bool, int]]:
    """Cut a page into pictures and what stands between, each with its first line."""
    found, at = [], 0
    for fence in _PICTURE.finditer(text):
        found.append((text[at : fence.start()], False, text.count("\n", 0, at)))
        found.append((fence[1], True, text.count("\n", 0, fence.start(1))))
        at = fence.end()
    return [*found, (text[at:], False, text.count("\n", 0, at))]


def run_examples(app: Any, name: str, source: list[str]) -> None:
    """Run the examples of a page and save its pictures."""
    path = Path(app.env.doc2path(name))
    if path.suffix != ".md" or ">>> " not in source[0]:
        return
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    from mutually import MutuallyWarning

    folder = Path(app.srcdir) / PLACE
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{name}-*.png"):
        old.unlink()
    names: dict[str, Any] = {"__name__": "__main__"}
    runner = doctest.DocTestRunner(optionflags=FLAGS, verbose=False)
    drawn = 0
    with warnings.catch_warnings(), mpl.rc_context({"savefig.dpi": DOTS}):
        warnings.simplefilter("error", MutuallyWarning)
        for text, is_picture, line in pieces(source[0]):
            said = io.StringIO()
            test = doctest.DocTestParser().get_doctest(text, names, name, str(path), line)
            runner.run(test, out=said.write, clear_globs=False)
            names = test.globs
            if said.getvalue():
                _LOG.warning("an example does not give what the page says:\n%s", said.getvalue(),
                             location=(name, line))  # fmt: skip
            if is_picture:
                for figure in map(plt.figure, plt.get_fignums()[-1:]):
                    figure.savefig(folder / f"{name}-{drawn}.png", bbox_inches="tight")
                drawn += 1
            plt.close("all")
    # A doctest ends at an empty line; the page need not show it.
    source[0] = re.sub(r"\n\n( *)```\n", r"\n\1```\n", source[0])


class Picture(SphinxDirective):
    """Code, and the figure that it drew."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the block of code and the image."""
        number = self.env.temp_data.get("pictures", 0)
        self.env.temp_data["pictures"] = number + 1
        code = "\n".join(self.content).strip()
        block = nodes.literal_block(code, code, language="pycon")
        uri = f"/{PLACE}/{self.env.docname}-{number}.png"
        path = Path(self.env.srcdir) / uri[1:]
        if not path.exists():
            raise self.error("this picture drew nothing")
        words = " ".join(self.arguments[0].split())
        image = nodes.image(uri=uri, alt=words, classes=["picture"], width=f"{wide(path)}px")
        if len(self.content) <= _SHORT:
            return [block, image]
        # Who reads of mutual information need not read how a picture of it was drawn.
        fold = "<details class='code'><summary>The code of this picture</summary>"
        return [nodes.raw("", fold, format="html"), block,
                nodes.raw("", "</details>", format="html"), image]  # fmt: skip


def wide(path: Path) -> int:
    """Return how wide a PNG file is to be shown, in pixels of a screen: 96 to its inch."""
    return round(int.from_bytes(path.read_bytes()[16:20], "big") / DOTS * 96)


def setup(app: Any) -> dict[str, bool]:
    """Run a page's examples when its text is read."""
    app.add_directive("picture", Picture)
    app.connect("source-read", run_examples, priority=400)
    return {"parallel_read_safe": True}
