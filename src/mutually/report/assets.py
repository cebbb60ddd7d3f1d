"""The page's style and script, which are the same for all reports, and the policy that names them.

They hold nothing of the data, so their hashes are known before there is any, and the content
security policy allows them and nothing else: no other script or style, and no request at all.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).parent


class Assets(NamedTuple):
    """What stands in the head of the page."""

    style: str
    script: str
    policy: str


@cache
def assets() -> Assets:
    """Return style and script, each of the files of one folder in the order of their names."""
    style = _joined("style", "css")
    script = f"(() => {{\n{_joined('script', 'js')}\n}})();"
    allowed = {"style-src": style, "script-src": script}
    policy = "; ".join(
        ["default-src 'none'", *(f"{what} 'sha256-{_hash(t)}'" for what, t in allowed.items()),
         "base-uri 'none'", "form-action 'none'"]
    )  # fmt: skip
    return Assets(style, script, policy)


def without_indents(text: str) -> str:
    r"""Drop spaces at the beginning of lines, and empty lines: they are a fifth of a page.

    Examples
    --------
    >>> without_indents("<p>\n\n    text")
    '<p>\ntext'
    """
    return re.sub(r"\n\s+", "\n", text)


def _joined(folder: str, ending: str) -> str:
    files = sorted((_HERE / folder).glob(f"*.{ending}"))
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    # Comments are for readers of the source.
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return without_indents("\n" + text).strip()


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
