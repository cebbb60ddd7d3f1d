"""A ranking as one HTML page that explains it, opens from disk and asks nothing of a network."""

from __future__ import annotations

from mutually.report.page import report_html, write_report

__all__ = ["report_html", "write_report"]
