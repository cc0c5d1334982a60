# ruff: noqa: E501
"""The built site: nothing from outside, no error, every explorer alive, readable by all and on a phone."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest

pytestmark = [pytest.mark.site, pytest.mark.browser]

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SITE = ROOT / "_site"
PAGES = sorted(
    path.relative_to(SITE).as_posix()
    for folder in (SITE, SITE / "notebooks", SITE / "docs", SITE / "api")
    for path in folder.glob("*.html")
)
READ = [page for page in PAGES if page not in ("genindex.html", "py-modindex.html", "search.html")]
LESSONS = [page for page in PAGES if page.startswith("notebooks/")]


class Found(HTMLParser):
    """The links, ids, images, titles and meta tags of a page."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.images, self.meta, self.title = [], set(), [], {}, ""
        self._in_title = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if "id" in attrs:
            self.ids.add(attrs["id"])
        if tag == "a" and "href" in attrs:
            self.links.append(attrs["href"])
        if tag in ("img", "script", "iframe", "source") and "src" in attrs:
            self.links.append(attrs["src"])
        if tag == "bnlab-explorer":
            self.links.append(attrs["src"])
        if tag == "link" and attrs.get("rel") in ("stylesheet", "icon", "next", "prev", "search"):
            self.links.append(attrs["href"])
        if tag == "img":
            self.images.append(attrs)
        if tag == "meta":
            self.meta[attrs.get("name") or attrs.get("property")] = attrs.get("content", "")
        self._in_title = tag == "title" and not self.title

    def handle_data(self, data):
        if self._in_title:
            self.title += data
            self._in_title = False


@pytest.fixture(scope="session")
def found(site):
    return {page: Found((site / page).read_text(encoding="utf-8")) for page in PAGES}


@pytest.fixture(scope="module")
def visit(browser, base):
    """Open a page in Chromium that can reach this machine alone; at the end nothing was amiss."""
    contexts = []

    def open_page(address, width=1280, scheme="light", **options):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.amiss = []
        page.on(
            "request",
            lambda r: r.url.startswith((base, "data:", "blob:")) or page.amiss.append(r.url),
        )
        page.on("response", lambda r: r.status < 400 or page.amiss.append(f"{r.status} {r.url}"))
        page.on("pageerror", lambda error: page.amiss.append(str(error)))
        page.on("console", lambda m: m.type in ("error",) and page.amiss.append(m.text))
        page.goto(base + address)
        page.wait_for_load_state("networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()


# -- what stands in the files


def test_every_lesson_and_document_has_its_page(found):
    wanted = [f"notebooks/{p.stem}.html" for p in (ROOT / "notebooks").glob("*.ipynb")]
    wanted += [f"docs/{p.stem}.html" for p in (ROOT / "docs").glob("*.md")]
    assert [page for page in [*wanted, "story.html", "index.html"] if page not in found] == []


def test_links_lead_to_pages_and_parts_that_exist(found, site):
    lost, checked = [], 0
    for page, content in found.items():
        for link in content.links:
            if re.match(r"(https?|mailto|data|tcp):", link):
                continue
            target, part = urldefrag(unquote(urljoin(page, link)))
            checked += 1
            name = target.partition("?")[0]
            no_part = part and name in found and part not in found[name].ids
            if not (site / name).is_file() or no_part:
                lost.append((page, link))
    assert lost == []
    assert checked > 1000


@pytest.mark.parametrize("page", READ)
def test_a_link_to_a_page_shows_something(found, page, site):
    content = found[page]
    assert len(content.title) > 8
    assert 40 <= len(content.meta["description"]) <= 400
    assert content.meta["og:title"] and content.meta["og:description"]
    picture = content.meta["og:image"]
    place = json.loads(json.dumps(picture)).partition("/bnlab/")[2] or picture.split("/", 3)[-1]
    assert picture.startswith("https://")
    assert (site / place).is_file(), picture


def test_titles_and_descriptions_are_each_pages_own(found):
    for kind in ("title", "description"):
        texts = [
            c.title if kind == "title" else c.meta[kind] for p, c in found.items() if p in READ
        ]
        twice = {text for text in texts if texts.count(text) > 1}
        assert twice == set(), kind


def test_every_image_says_what_it_shows(found):
    images = [image for content in found.values() for image in content.images]
    assert len(images) > 25
    assert [image["src"] for image in images if not image.get("alt")] == []


def test_a_lesson_offers_its_launchers(found):
    for page in LESSONS:
        name = Path(page).stem
        links = " ".join(found[page].links)
        for place in ("colab.research.google.com", "mybinder.org", f"download/{name}.ipynb"):
            assert place in links, (page, place)
        assert ("lite/lab" in links) == (SITE / "lite" / "lab" / "index.html").exists()


# -- what a reader sees


@pytest.mark.parametrize("page", PAGES)
def test_it_opens_with_no_error_and_asks_nobody_outside(visit, page):
    opened = visit(page)
    assert opened.amiss == []
    opened.context.close()


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_wider_than_a_phone(visit, page):
    opened = visit(page, width=390)
    opened.wait_for_timeout(300)
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390
    opened.context.close()


def with_explorers():
    return [p for p in READ if "<bnlab-explorer" in (SITE / p).read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", with_explorers() if SITE.exists() else [])
def test_every_explorer_draws_and_moves(visit, page):
    opened = visit(page)
    explorers = opened.locator("bnlab-explorer")
    for k in range(explorers.count()):
        one = explorers.nth(k)
        one.scroll_into_view_if_needed()
        one.locator("svg[data-scales]").first.wait_for()
        said = one.locator(".sentence").text_content()
        assert said
        moved = []
        for key in ("End", "Home", "ArrowRight"):
            control = one.locator("input[type=range], input[type=radio]").first
            control.focus()
            control.press(key)
            moved.append(one.locator(".sentence").text_content())
        assert set(moved) != {said}, page
    assert opened.amiss == []
    opened.context.close()


def test_formulas_are_set(visit):
    opened = visit("docs/cheat_sheet.html")
    opened.locator("mjx-container").first.wait_for()
    assert opened.locator("mjx-container").count() > 20
    assert opened.locator("mjx-merror, [data-mjx-error]").count() == 0
    assert opened.amiss == []


@pytest.mark.parametrize("word", ["gamma", "γ"])
def test_the_search_finds(visit, word):
    opened = visit(f"search.html?q={word}")
    opened.locator("#search-results li").first.wait_for()
    assert opened.locator("#search-results li").count() > 2
    assert opened.amiss == []


def test_the_dead_network_wakes_in_the_page(visit):
    opened = visit("index.html")
    opened.wait_for_function(
        "document.querySelector('#demo').dataset.done === 'without'", timeout=120_000
    )
    assert opened.locator("#score").text_content() == "16 %"
    opened.get_by_role("switch", name="batch norm").press("Space")
    opened.wait_for_function(
        "document.querySelector('#demo').dataset.done === 'with'", timeout=120_000
    )
    assert opened.locator("#score").text_content() == "91 %"
    assert opened.locator("#images .right").count() >= 17
    assert opened.amiss == []


def test_dark_pages_have_dark_explorers(visit):
    opened = visit("notebooks/04_the_bias_drops_out.html", scheme="dark")
    one = opened.locator("bnlab-explorer")
    one.scroll_into_view_if_needed()
    one.locator("svg[data-scales]").first.wait_for()
    ink = "getComputedStyle(document.querySelector('bnlab-explorer').shadowRoot.querySelector('div')).color"
    assert opened.evaluate(ink) == "rgb(221, 221, 221)"
    opened.evaluate("document.documentElement.dataset.theme = 'light'")
    assert opened.evaluate(ink) == "rgb(34, 34, 34)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "page",
    ["index.html", "story.html", "contents.html", "notebooks/00_start_here.html",
     "notebooks/05_backward_through_bn.html", "docs/cheat_sheet.html", "api/batchnorm.html", "search.html"],
)  # fmt: skip
def test_axe_finds_nothing_serious(visit, page, scheme):
    opened = visit(page, scheme=scheme)
    for k in range(opened.locator("bnlab-explorer").count()):
        opened.locator("bnlab-explorer").nth(k).scroll_into_view_if_needed()
        opened.locator("bnlab-explorer[drawn]").nth(k).wait_for()
    opened.wait_for_timeout(500)
    opened.add_script_tag(path=str(AXE))
    report = opened.evaluate("axe.run()")
    serious = [
        (finding["id"], [node["target"] for node in finding["nodes"]][:5])
        for finding in report["violations"]
        if finding["impact"] in ("serious", "critical")
    ]
    assert serious == []
