"""The report in a browser: from disk, by mouse, by keyboard, in the dark and on a telephone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made_reports import ODD_NAMES, ODD_TARGET, odd_table, ranked, table_of

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ranked(table_of(400, 12)).report(tmp_path_factory.mktemp("report") / "report.html")


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ranked(odd_table(), ODD_TARGET).report(tmp_path_factory.mktemp("odd") / "odd.html")


def column(page: Any, at: int) -> list[str]:
    rows = page.locator("#ranking tbody tr:visible")
    return rows.locator(f":scope > :nth-child({at})").all_inner_texts()


def values(page: Any, at: int) -> list[float]:
    return [float(text.replace("\N{MINUS SIGN}", "-").rstrip(" %")) for text in column(page, at)]


def test_it_opens_from_disk_and_asks_for_nothing(opened: Open, report: Path) -> None:
    page = opened(report).page
    assert page.title() == "What tells about target?"
    assert page.locator("#ranking tbody tr").count() == 12
    assert page.locator("h1").is_visible()


def test_the_policy_stops_what_is_not_ours(opened: Open, report: Path) -> None:
    found = opened(report)
    ran = found.page.evaluate(
        """() => new Promise((done) => {
          document.addEventListener("securitypolicyviolation", (e) => done(e.effectiveDirective));
          const script = document.createElement("script");
          script.textContent = "window.evil = 1";
          document.body.append(script);
          setTimeout(() => done("nothing"), 2000);
        })"""
    )
    assert ran.startswith("script-src")
    assert found.page.evaluate("window.evil") is None
    found.logged.clear()


def test_a_head_sorts_its_column(opened: Open, report: Path) -> None:
    page = opened(report).page
    head = page.locator("#ranking thead th", has_text="MI (nats)")
    ranks = values(page, 1)
    assert ranks == sorted(ranks)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert values(page, 5) == sorted(values(page, 5), reverse=True)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert values(page, 5) == sorted(values(page, 5))
    assert page.locator("#ranking thead th[aria-sort]").count() == 1
    page.locator("#ranking thead").get_by_role("button", name="Column").click()
    names = column(page, 2)
    assert names == [f"feature {at}" for at in range(12)], "numbers in names are in their order"


def test_filters_leave_what_fits(opened: Open, report: Path) -> None:
    page = opened(report).page
    page.get_by_label("Find").fill("FEATURE 1")
    assert set(column(page, 2)) == {"feature 1", "feature 10", "feature 11"}
    assert page.locator("#count").inner_text() == "3 of 12 columns"
    page.get_by_label("Find").fill("")
    page.get_by_label("Kind").select_option("discrete")
    assert set(column(page, 3)) == {"discrete"}
    page.get_by_label("Kind").select_option("")
    page.get_by_label("more than chance only").check()
    assert 0 < len(column(page, 2)) < 12
    assert page.locator("#ranking tbody tr.no:visible").count() == 0


def test_a_link_opens_its_panel(opened: Open, report: Path) -> None:
    page = opened(report).page
    assert page.locator("details[open]").count() == 0
    page.locator("#ranking tbody tr").nth(2).get_by_role("link").click()
    panel = page.locator("#f3")
    assert panel.get_attribute("open") is not None
    assert panel.locator("svg.pic").is_visible()
    assert panel.locator("figure.areas").is_visible()
    page.get_by_role("button", name="Open all").click()
    assert page.locator("details[open]").count() == 12


def test_all_of_it_by_keyboard_alone(opened: Open, report: Path) -> None:
    page = opened(report).page
    press = page.keyboard.press

    def tab_to(selector: str) -> None:
        for _ in range(80):
            press("Tab")
            if page.evaluate("(s) => document.activeElement.matches(s)", selector):
                return
        pytest.fail(f"no way to {selector} by the tab key")

    tab_to(".skip")
    press("Enter")
    tab_to("#find")
    page.keyboard.type("feature 0")
    assert column(page, 2) == ["feature 0"]
    press("Control+A")
    press("Delete")
    tab_to("#ranking thead th:nth-child(5) button")
    press("Enter")
    assert page.locator("th[aria-sort]").inner_text().startswith("MI")
    tab_to("#f1 > summary")
    press("Enter")
    assert page.locator("#f1").get_attribute("open") is not None


def test_light_and_dark(opened: Open, report: Path) -> None:
    def ground(page: Any) -> float:
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(float(part) for part in colour.strip("rgb()").split(",")) / 3

    dark, light = (opened(report, color_scheme=scheme).page for scheme in ("dark", "light"))
    assert ground(dark) < 60
    assert ground(light) > 200
    dark.get_by_role("button", name="Light page").click()
    assert ground(dark) > 200
    light.get_by_role("button", name="Dark page").click()
    assert ground(light) < 60


def test_on_paper_all_panels_are_open(opened: Open, report: Path) -> None:
    page = opened(report).page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details[open]").count() == 12
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert not page.locator("#theme").is_visible()


def test_paper_is_light_and_holds_the_table(opened: Open, report: Path) -> None:
    # The width of A4 less its margins.
    page = opened(report, color_scheme="dark", viewport={"width": 718, "height": 1000}).page
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    assert page.pdf().startswith(b"%PDF")


def test_without_script_all_of_it_can_be_read(opened: Open, report: Path) -> None:
    page = opened(report, java_script_enabled=False).page
    assert page.locator("#ranking tbody tr").count() == 12
    assert not page.locator("#controls").is_visible()
    page.locator("#f1 > summary").click()
    assert page.locator("#f1 svg.pic").is_visible()


def test_no_name_is_more_than_text(opened: Open, odd: Path) -> None:
    page = opened(odd).page
    assert page.locator("script").count() == 1
    assert page.locator("img").count() == 0
    assert page.evaluate("[...document.querySelectorAll('*')].every((e) =>"
                         " [...e.attributes].every((a) => !a.name.startsWith('on')))")  # fmt: skip
    shown = page.locator("#ranking").inner_text()
    for name in ODD_NAMES:
        if len(name.strip()) in range(1, 40) and name.isprintable():
            assert name in shown


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_screen(opened: Open, odd: Path, width: int) -> None:
    page = opened(odd, viewport={"width": width, "height": 800}).page
    page.get_by_role("button", name="Open all").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("which", ["report", "odd"])
def test_axe_finds_no_fault(
    opened: Open, which: str, scheme: str, request: pytest.FixtureRequest
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    # The policy of the page holds for what is added to it; axe is added by the test.
    found = opened(request.getfixturevalue(which), color_scheme=scheme, bypass_csp=True)
    if found.page.get_by_role("button", name="Open all").is_visible():
        found.page.get_by_role("button", name="Open all").click()
    response = axe.Axe().run(found.page).response
    assert {"color-contrast", "svg-img-alt"} <= {rule["id"] for rule in response["passes"]}
    faults = response["violations"]
    grave = [
        (fault["id"], fault["impact"], fault["nodes"][0]["html"][:200], len(fault["nodes"]))
        for fault in faults
        if fault["impact"] in ("moderate", "serious", "critical")
    ]
    assert grave == []
