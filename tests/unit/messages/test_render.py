"""What leaves says what the catalogue promises, links only to us, and cannot be bent by anyone's words."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

import bothways
from bothways.messages import render as door
from bothways.messages.catalogue import BY_KIND, CATALOGUE, HARMLESS_TWICE
from bothways.messages.message import Message
from bothways.messages.render import FOLDER, Rendered, render, samples

BASE = "https://bothways.example"
INVITATION = BY_KIND["school.invitation"].sample
each_message = pytest.mark.parametrize("message", CATALOGUE, ids=lambda message: message.kind)


@pytest.fixture(autouse=True)
def _base_url(settings: object) -> None:
    settings.BASE_URL = BASE  # type: ignore[attr-defined]  # pytest-django's fixture


class Page(HTMLParser):
    """Gathers what a mail program would show and follow."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [str(value) for name, value in attrs if name in {"href", "src", "background", "action"}]

    def handle_data(self, data: str) -> None:
        self.words += data


@each_message
def test_as_it_leaves(message: Message, snapshot: SnapshotAssertion) -> None:
    made = render(message.kind, message.sample)
    assert {"subject": made.subject, "text": made.text, "html": made.html.replace("><", ">\n<")} == snapshot


def test_every_file_is_in_the_catalogue_and_every_message_has_both_files() -> None:
    files = {path.name for path in FOLDER.iterdir() if not path.name.startswith("_")}
    assert files == {f"{message.kind}.{form}" for message in CATALOGUE for form in ("mjml", "txt")}


@each_message
def test_links_lead_to_us_and_nothing_is_fetched(message: Message) -> None:
    made = render(message.kind, message.sample)
    page = Page(made.html)
    assert all(link.startswith(f"{BASE}/") for link in page.links)
    assert not {"img", "script", "form", "iframe", "link", "object"} & set(page.tags)
    assert "@import" not in made.html
    assert "url(" not in made.html
    assert bool(message.button) == ("link" in message.sample)
    if message.button:
        assert page.links == [f"{BASE}{message.sample['link']}"] * 2
        assert page.words.count(f"{BASE}{message.sample['link']}") == 1
        assert f"\n{BASE}{message.sample['link']}\n" in made.text


@each_message
def test_page_and_text_say_the_same_values(message: Message) -> None:
    made = render(message.kind, message.sample)
    shown = Page(made.html).words
    for name, value in values_in(message.sample):
        if name != "link":
            assert value in shown, name
            assert value in made.text, name


def values_in(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every word of a sample, in its lists too. A yes or no chooses words and is not said itself."""
    for name, value in told.items():
        if isinstance(value, list):
            for each in value:
                yield from values_in(each)
        elif not isinstance(value, bool):
            yield name, str(value)


@each_message
def test_no_placeholder_is_left(message: Message) -> None:
    made = render(message.kind, message.sample)
    for words in (made.subject, made.text, made.html):
        assert not re.search(r"\{\{|\{%|\[\[|\[%|%\(", words)


def test_the_preview_is_the_sending_code() -> None:
    assert [(sample.message.kind, sample.rendered) for sample in samples()] == [
        (message.kind, render(message.kind, message.sample)) for message in CATALOGUE
    ]


def test_only_codes_and_tests_may_go_twice() -> None:
    assert sorted(HARMLESS_TWICE) == [
        "account.address_code",
        "account.sign_in_code",
        "account.unknown_address",
        "operator.test",
    ]


def test_a_kind_not_in_the_catalogue_and_a_missing_value_are_refused() -> None:
    with pytest.raises(ValueError, match="no message called"):
        render("school.surprise", {})
    with pytest.raises(ValueError, match="needs inviter, link"):
        render("school.invitation", {"school": "a", "role": "b", "days": 3})


@pytest.mark.parametrize("end", ["\n", "\r", "\r\nBcc: x@example.org", "\x00", "\u2028", "\u0085", "\x0b"])
def test_a_line_break_in_a_subject_is_refused(end: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        render("school.invitation", {**INVITATION, "school": f"Ferry Bank{end}"})


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/",
        "//evil.example/",
        f"{BASE}.evil.example/",
        f"{BASE}@evil.example/",
        "javascript:alert(1)",
        "/\\evil.example",
        '/"><script>',
        "/a b",
        "/a\nb",
        "relative",
        f"http{BASE.removeprefix('https')}/",
        "data:text/html,x",
    ],
)
def test_a_link_that_is_not_ours_is_refused(link: str) -> None:
    for name in ("link", "unsubscribe"):
        with pytest.raises(ValueError, match="links only to pages under"):
            render("school.invitation", {**INVITATION, name: link})


@pytest.mark.parametrize("link", ["/join/abc_-/", f"{BASE}/join/abc/?from=mail&x=1#top"])
def test_our_links_are_whole_addresses(link: str) -> None:
    made = render("school.invitation", {**INVITATION, "link": link})
    assert Page(made.html).links[0] == BASE + link.removeprefix(BASE)


def test_unsubscribing_is_offered_in_headers_page_and_text() -> None:
    made = render("work.finished", {**BY_KIND["work.finished"].sample, "unsubscribe": "/stop/abc/"})
    assert made.headers == {
        "List-Unsubscribe": f"<{BASE}/stop/abc/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert f"{BASE}/stop/abc/" in Page(made.html).links
    assert f"{BASE}/stop/abc/" in made.text
    assert render("work.finished", BY_KIND["work.finished"].sample).headers == {}


@pytest.mark.parametrize(
    "page",
    [
        "<a href={{link}}>",
        "<img src='//x.example/p'>",
        '<a href="{{ link }}evil">',
        "<style>@import url(x)</style>",
        "<td background=x>",
    ],
)
def test_a_template_that_leads_or_fetches_elsewhere_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="not a page of ours"):
        door.refuse_foreign_links(page)


@pytest.fixture
def _fresh_templates() -> Iterator[None]:
    caches = (door._html_template, door._text_template, door._environment)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


@pytest.mark.usefixtures("_fresh_templates")
def test_a_message_whose_template_leads_elsewhere_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(FOLDER, tmp_path / "mail")
    template = tmp_path / "mail" / "operator.test.mjml"
    template.write_text(template.read_text().replace("<mj-text>", '<mj-text><a href="https://x.example/">x</a>', 1))
    monkeypatch.setattr(door, "FOLDER", tmp_path / "mail")
    with pytest.raises(ValueError, match="not a page of ours"):
        render("operator.test", BY_KIND["operator.test"].sample)


HOSTILE = st.one_of(
    st.sampled_from(
        (
            "<script>alert(1)</script>",
            "{{ settings }}{% raw %}",
            "http://evil.example/x",
            "hthttp://tp://evil.example",
            "WWW.evil.example",
            '"><a href="https://evil.example">',
            "%(password)s %s %",
            "\u202eevil\u2066",
            "</title><style>",
            "{#",
            "[[ x ]] [% y %]",
        )
    ),
    st.text(max_size=60),
)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(CATALOGUE), st.data())
def test_nobodys_words_become_markup_links_or_headers(message: Message, data: st.DataObject) -> None:
    words = {
        name: data.draw(HOSTILE) for name, value in message.sample.items() if isinstance(value, str) and name != "link"
    }
    context = {**message.sample, **words}
    if re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", str(message.subject) % context):
        with pytest.raises(ValueError, match="line break"):
            render(message.kind, context)
        return
    made, calm = render(message.kind, context), render(message.kind, message.sample)
    assert Page(made.html).tags == Page(calm.html).tags
    assert Page(made.html).links == Page(calm.html).links
    assert re.findall(r"\S*://\S*", made.text) == re.findall(r"\S*://\S*", calm.text)
    assert made.text.count("\n") <= calm.text.count("\n")
    assert goes_into_a_mail(made).keys().count("Subject") == 1


def goes_into_a_mail(made: Rendered) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = made.subject
    mail.set_content(made.text)
    mail.add_alternative(made.html, subtype="html")
    assert mail.as_bytes()
    return mail


def test_a_value_stays_on_one_line() -> None:
    made = render("work.finished", {**BY_KIND["work.finished"].sample, "detail": "one\n\ntwo\tthree"})
    assert "\none two three\n" in made.text


def test_the_words_of_a_list_are_as_tame_as_any_others() -> None:
    sample = BY_KIND["decisions.half_term"].sample
    wild = {**sample["waiting"][0], "title": "One\n\nBcc: all@x.test https://evil.test <b>"}
    made = render("decisions.half_term", {**sample, "waiting": [wild]})
    assert "\nBcc" not in made.text
    assert "https://evil" not in made.text
    assert "&lt;b&gt;" in made.html


def test_a_long_value_is_cut() -> None:
    made = render("work.finished", {**BY_KIND["work.finished"].sample, "detail": "x" * 9000})
    assert "x" * 499 + "…" in made.text
    assert "x" * 500 not in made.text


EVERYTHING = {name for message in CATALOGUE for name in message.sample}


def sent_anywhere() -> Iterator[tuple[str, str, set[str]]]:
    """Every ``outbox.put("kind", …, context={…})`` in the product: where it stands, its kind, its keys."""
    source = Path(bothways.__file__).parent
    for path in source.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) == "outbox.put"
                and isinstance(node.args[0], ast.Constant)
            ):
                written = next(word.value for word in node.keywords if word.arg == "context")
                known = getattr(written, "keys", [None])
                if None in known:  # values spread from a function: rendering it in its own tests would miss any
                    yield f"{path.name}:{node.lineno}", str(node.args[0].value), EVERYTHING
                    continue
                keys = [key.value for key in known if isinstance(key, ast.Constant)]
                yield f"{path.name}:{node.lineno}", str(node.args[0].value), {str(key) for key in keys}


def test_everything_sent_is_in_the_catalogue_with_all_its_values() -> None:
    sent = list(sent_anywhere())
    assert {"school.invitation", "school.role_ended"} <= {kind for _place, kind, _keys in sent}
    wrong = [place for place, kind, keys in sent if kind not in BY_KIND or not BY_KIND[kind].sample.keys() <= keys]
    assert wrong == []
