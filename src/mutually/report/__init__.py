"""A ranking as one HTML page that explains it, opens from disk and asks nothing of a network."""

from __future__ import annotations

from mutually.report.answer import in_words
from mutually.report.page import report_html, write_report

__all__ = ["in_words", "report_html", "write_report"]
