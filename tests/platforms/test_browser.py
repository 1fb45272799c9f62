"""The headless browser keeps cookies and fills in forms as browsers do."""

from collections.abc import Iterator

import pytest
from flask import Flask, redirect, request

from tests.platforms.browser import Browser
from tests.platforms.cookies import Jar
from tests.platforms.forms import Reader
from tests.platforms.server import serve_in_thread

TOOL, LMS = "http://localhost:9000/lti/launch", "127.0.0.1"
GOOD = "a=1; Secure; SameSite=None; Partitioned; Path=/"


def sent(line: str, url: str = TOOL, top: str = LMS, blocked: bool = True, to: str = "") -> list[str]:
    jar = Jar(blocked)
    jar.keep(line, url, top)
    return [cookie.name for cookie in jar.for_url(to or url, top)]


@pytest.mark.parametrize(
    ("line", "blocked", "kept"),
    [
        (GOOD, True, True),
        ("a=1; Secure; SameSite=None; Path=/", True, False),
        ("a=1; Secure; SameSite=None; Path=/", False, True),
        ("a=1; Secure; SameSite=Lax; Path=/", False, False),
        ("a=1; Path=/", False, False),
        ("a=1; Secure; Partitioned; Path=/", True, False),
        ("a=1; SameSite=None; Partitioned; Path=/", False, False),
        ("__Host-" + GOOD, True, True),
        ("__Host-a=1; Secure; SameSite=None; Partitioned", True, False),
        ("__Host-" + GOOD + "lti", True, False),
        ("__Host-" + GOOD + "; Domain=localhost", True, False),
        ("__Secure-a=1; SameSite=None; Path=/", False, False),
        (GOOD + "; Max-Age=60", True, True),
        (GOOD + "; Max-Age=0", True, False),
        (GOOD + "; Expires=Thu, 01 Jan 1970 00:00:00 GMT", True, False),
        ("nothing", True, False),
    ],
)
def test_in_another_sites_frame_a_cookie_must_be_made_for_it(line: str, blocked: bool, kept: bool) -> None:
    assert bool(sent(line, blocked=blocked)) is kept


def test_on_its_own_site_a_plain_cookie_is_kept() -> None:
    assert sent("a=1", top="localhost") == ["a"]


def test_secure_cookies_need_https_or_the_loopback() -> None:
    assert sent(GOOD, "http://tool.example/", "tool.example") == []
    assert sent(GOOD, "https://tool.example/", "tool.example") == ["a"]
    assert sent(GOOD, "https://tool.example/", "tool.example", to="http://tool.example/") == []


def test_a_cookie_belongs_to_a_host_whatever_the_port_and_to_a_path() -> None:
    line = "a=1; Secure; SameSite=None; Partitioned; Path=/lti"
    assert sent(line, to="http://localhost:1234/lti/x") == ["a"]
    assert sent(line, to="http://localhost:9000/ltix") == []
    assert sent(line, to="http://127.0.0.1:9000/lti") == []


def test_a_path_that_is_not_given_is_the_folder_of_the_page() -> None:
    line = "a=1; Secure; SameSite=None; Partitioned"
    assert sent(line, to="http://localhost:9000/lti/other") == ["a"]
    assert sent(line, to="http://localhost:9000/") == []


def test_a_partitioned_cookie_is_unseen_from_another_top_site() -> None:
    jar = Jar()
    jar.keep(GOOD, TOOL, LMS)
    assert jar.for_url(TOOL, "localhost") == []
    assert len(jar.for_url(TOOL, LMS)) == 1


def test_a_later_cookie_replaces_and_max_age_zero_deletes() -> None:
    jar = Jar()
    jar.keep(GOOD, TOOL, LMS)
    jar.keep(GOOD.replace("a=1", "a=2"), TOOL, LMS)
    assert jar.of_host("localhost") == {"a": "2"}
    jar.keep(GOOD + "; Max-Age=0", TOOL, LMS)
    assert jar.of_host("localhost") == {}


PAGE = """<form id="essay" name="hand-in" action="/send?x=1" method="post" enctype="multipart/form-data">
<input name="token" type="hidden" value="t&amp;t"><input type="file" name="file"><input name="off" disabled value="1">
<textarea name="text">
two
lines</textarea><input type="checkbox" name="no" value="1"><input type="checkbox" name="yes" checked>
<input type="radio" name="r" value="1"><input type="radio" name="r" value="2" checked>
<select name="s"><option value="a">A</option><option value="b" selected>B</option></select>
<select name="first"><option value="a">A</option><option value="b">B</option></select>
<button name="action" value="save">Save</button><button name="action" value="send">Send</button></form>
<input name="outside" value="1"><a href="there">Over <b>there</b></a>"""


def test_a_form_holds_what_a_browser_would_send() -> None:
    reader = Reader("http://localhost/lti/page")
    reader.feed(PAGE)
    form = reader.forms[0]
    assert form.action == "http://localhost/send?x=1"
    assert form.fields == {"token": "t&t", "text": "two\nlines", "yes": "on", "r": "2", "s": "b", "first": "a"}
    assert (form.files, form.buttons) == (["file"], [("action", "save"), ("action", "send")])
    assert reader.links == [("http://localhost/lti/there", "Over there")]
    assert reader.self_submitting is None


@pytest.mark.parametrize(
    "page",
    ["<form data-self></form>", "<body onload='document.forms[0].submit()'><form></form>",
     "<form></form><script>document.forms[0].submit()</script>"],
)  # fmt: skip
def test_a_form_that_posts_itself_is_known(page: str) -> None:
    reader = Reader("http://localhost/")
    reader.feed(page)
    assert reader.self_submitting is reader.forms[0]


def test_a_page_may_lead_on_by_itself() -> None:
    reader = Reader("http://localhost/lti/page")
    reader.feed('<meta http-equiv="refresh" content="0; url=/next?a=1&amp;b=2">')
    assert reader.leads_on == "http://localhost/next?a=1&b=2"


def test_a_browser_may_keep_no_cookie_at_all_in_frames() -> None:
    jar = Jar(blocks_frames=True)
    jar.keep(GOOD, TOOL, LMS)
    assert jar.for_url(TOOL, LMS) == []
    jar.keep(GOOD, TOOL, "localhost")
    assert len(jar.for_url(TOOL, "localhost")) == 1


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    app = Flask("site")
    app.add_url_rule("/", "page", lambda: PAGE)
    app.add_url_rule("/away", "away", lambda: redirect("/echo", 302), methods=["POST"])
    app.add_url_rule("/kept", "kept", lambda: redirect("/echo", 307), methods=["POST"])
    app.add_url_rule("/loop", "loop", lambda: redirect("/loop"))
    app.add_url_rule("/echo", "echo", lambda: f"{request.method} {sorted(request.form)}", methods=["GET", "POST"])

    @app.post("/send")
    def send() -> str:
        return f"{request.mimetype} {request.form['action']} {request.form['text']} {list(request.files)}"

    with serve_in_thread(app) as url:
        yield url


@pytest.mark.parametrize("selector", ["#essay", "[hand-in]", "/send"])
def test_a_form_is_sent_by_selector_and_enter_presses_the_first_button(site: str, selector: str) -> None:
    browser = Browser()
    browser.open(site)
    browser.submit(selector, {"text": "mine"})
    assert browser.page.text == "multipart/form-data save mine ['file']"
    browser.open(site)
    browser.submit(selector, {"action": "send"}, {"file": ("essay.txt", b"words")})
    assert "send two" in browser.page.text


def test_redirects_keep_or_change_the_method(site: str) -> None:
    browser = Browser()
    assert browser._go("POST", site + "/away", data={"a": "1"}).text == "GET []"
    assert browser._go("POST", site + "/kept", data={"a": "1"}).text == "POST ['a']"
    assert browser.page.url == site + "/echo"
    with pytest.raises(AssertionError, match="without end"):
        browser.open(site + "/loop")


def test_a_new_tab_stands_on_the_tools_own_site(site: str) -> None:
    browser = Browser()
    browser.jar.keep(GOOD, TOOL, LMS)
    browser.open_in_new_tab(site.replace("127.0.0.1", "localhost"))
    assert browser.jar.for_url(TOOL, browser._top) == []
