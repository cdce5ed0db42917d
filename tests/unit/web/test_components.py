"""The pieces of pages: every field tied to its words, every text escaped, nothing inline."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from lxml import html
from markupsafe import Markup, escape

from bothways.config.jinja import PAGES, environment
from bothways.core.lists import GAP, Heading, Row, filled
from bothways.web.components import examples

HOSTILE = '"><script>alert(1)</script>{{ 7 * 7 }}'


@pytest.fixture(scope="module")
def pages() -> Environment:
    return environment()


def draw(pages: Environment, source: str, **context: Any) -> html.HtmlElement:
    macros = "".join(f"{{% import 'components/{file}.html' as {file[0]} %}}" for file in ("forms", "parts", "lists"))
    return html.fragment_fromstring(pages.from_string(macros + source).render(**context), create_parent="main")


def test_every_field_has_a_label_and_every_error_is_tied_to_its_field(pages: Environment) -> None:
    form = examples.Example({"pupils": "twelve", "bring": ["nothing"]})
    page = draw(pages, "{{ f.error_summary(form) }}{{ f.form_fields(form) }}", form=form)
    for control in page.cssselect("input, select, textarea"):
        assert page.cssselect(f'label[for="{control.get("id")}"]'), control.get("id")
    for name in form.errors:
        tied = page.cssselect(f'[aria-describedby~="id_{name}_error"]')
        assert tied, name
        assert page.cssselect(f"#id_{name}_error")[0].text_content().strip().startswith("Error:")


def test_each_line_of_the_error_summary_leads_to_a_field(pages: Environment) -> None:
    form = examples.Example({})
    page = draw(pages, "{{ f.error_summary(form) }}{{ f.form_fields(form) }}", form=form)
    targets = [link.get("href") for link in page.cssselect(".govuk-error-summary a")]
    assert len(targets) == len(form.errors)
    assert all(page.cssselect(f"input{target}, select{target}, textarea{target}") for target in targets)


def test_a_form_without_errors_has_no_summary(pages: Environment) -> None:
    assert not draw(pages, "{{ f.error_summary(form) }}", form=examples.Example()).cssselect(".govuk-error-summary")


def test_what_the_widget_says_of_itself_is_kept(pages: Environment) -> None:
    page = draw(pages, '{{ f.form_field(form["name"]) }}', form=examples.Example())
    field = page.cssselect("input")[0]
    assert field.get("autocomplete") == "name"
    assert field.get("class").split() == ["govuk-input", "govuk-input--width-20"]


def test_chosen_answers_stay_chosen(pages: Environment) -> None:
    form = examples.Example({"who": "s", "bring": ["hall", "staff"]})
    page = draw(pages, "{{ f.form_fields(form) }}", form=form)
    assert [box.get("value") for box in page.cssselect("input[checked]")] == ["s", "hall", "staff"]


class Hostile(forms.Form):
    text = forms.CharField(label=HOSTILE, help_text=HOSTILE, initial=HOSTILE)
    pick = forms.ChoiceField(label=HOSTILE, choices=[(HOSTILE, HOSTILE)], widget=forms.RadioSelect)


@pytest.mark.parametrize(
    "source",
    [
        "{{ f.form_fields(form) }}",
        "{{ f.type_ahead('a', bad, bad, bad, bad, bad, bad) }}",
        "{{ f.press(bad, bad, '', name=bad, value=bad, busy=bad) }}{{ f.button_link(bad, bad) }}",
        "{{ p.tag(bad) }}{{ p.notice(bad, '', bad) }}{{ p.empty(bad, bad) }}{{ p.denied(bad, bad, bad, bad) }}",
        "<ul>{{ p.need(bad, bad, 2, bad) }}</ul>{{ p.fact_strip([(bad, bad, bad)]) }}",
        "{{ p.tabs([(bad, bad, true, bad)], bad) }}",
        "{{ p.timeline([{'title': bad, 'when': bad, 'iso': bad, 'text': bad}]) }}",
        "{{ p.summary_list([{'key': bad, 'value': bad, 'action': bad, 'action_text': bad}]) }}",
        "{{ p.year_plan([{'name': bad, 'now': true, 'items': [{'text': bad, 'state': 'ask'}]}]) }}",
        "{{ p.job_panel({'title': bad, 'state': 'running', 'total': 2, 'done': 1, 'note': bad}, bad) }}",
        "{{ p.job_panel({'title': bad, 'state': 'failed', 'error': bad}, bad) }}",
        "{{ l.table(bad, [bad, bad], [[bad, {'text': bad, 'url': bad, 'hint': bad}]]) }}",
    ],
)
def test_hostile_text_stays_text(pages: Environment, source: str) -> None:
    drawn = draw(pages, source, form=Hostile(), bad=HOSTILE)
    assert not drawn.cssselect("script")
    assert "49" not in html.tostring(drawn, encoding="unicode")


def test_hostile_cells_keys_names_and_heads_of_a_list_stay_text(pages: Environment) -> None:
    gap = f"{GAP}{HOSTILE}"
    rows = [Row(HOSTILE, HOSTILE, (HOSTILE, gap, None, {"text": HOSTILE, "tag": HOSTILE, "hint": HOSTILE}))] * 2
    heads = [Heading(HOSTILE, False, HOSTILE, HOSTILE) for _ in range(4)]
    for bulk in ([], [{"value": HOSTILE, "label": HOSTILE}]):
        told = {**examples.schools_list(), "rows": rows, "columns": heads, "bulk": bulk}
        drawn = draw(pages, "{{ l.list_page(page) }}", page=told)
        assert not drawn.cssselect("script")
        assert [cell.text_content() for cell in drawn.cssselect("tbody th")] == [HOSTILE, HOSTILE]
        assert {box.get("value") for box in drawn.cssselect("tbody input")} == ({HOSTILE} if bulk else set())


@given(cells=st.lists(st.tuples(st.text(), st.text() | st.none()), max_size=5))
def test_filling_a_frame_is_the_same_as_escaping_each_cell(cells: list[tuple[str, str | None]]) -> None:
    frame = Markup('<i title="\x1f">\x1f</i>')
    expected = "".join(f'<i title="{escape(one)}">{escape(two or "")}</i>' for one, two in cells)
    assert filled(frame, cells, Markup) == expected


def test_a_cell_drawn_without_escaping_is_escaped_and_one_too_many_is_refused() -> None:
    frame = Markup("<i>\x1f</i>")
    assert filled(frame, [[{"text": "<b>"}]], lambda cell: cell["text"]) == "<i>&lt;b&gt;</i>"
    assert filled(frame, [[Markup("<b>")]], Markup) == "<i><b></i>"
    for row in ([], ["a", "b"]):
        with pytest.raises(ValueError, match="zip"):
            filled(frame, [row], Markup)


def test_a_list_page_says_how_it_is_sorted_and_names_each_tick(pages: Environment) -> None:
    page = draw(pages, "{{ l.list_page(page) }}", page=examples.schools_list())
    assert [head.text_content().strip() for head in page.cssselect("[aria-sort=ascending]")] == ["School"]
    assert page.cssselect("tbody input")[0].get("aria-label") == "Tick this row: Castle Mere Academy"
    assert {cell.get("data-label") for cell in page.cssselect("tbody td:not(.pick)")} == {"Phase", "Pupils", "Answer"}
    assert page.cssselect(".pager [aria-current=page]")[0].text_content() == "1"


def test_an_empty_list_and_one_with_nothing_that_fits_say_so(pages: Environment) -> None:
    bare = {**examples.schools_list(), "rows": []}
    assert "No schools yet" in draw(pages, "{{ l.list_page(page) }}", page=bare).text_content()
    narrowed = draw(pages, "{{ l.list_page(page) }}", page={**bare, "filtered": True})
    assert "Nothing fits" in narrowed.text_content()
    assert "No schools yet" not in narrowed.text_content()


@pytest.mark.parametrize(("state", "asks"), [("queued", 1), ("running", 1), ("done", 0), ("stopped", 0), ("failed", 0)])
def test_a_progress_panel_asks_again_only_while_work_goes_on(pages: Environment, state: str, asks: int) -> None:
    job = {"title": "Import", "state": state, "total": 4, "done": 1}
    page = draw(pages, "{{ p.job_panel(job, '/jobs/1/', stop_url='/stop/') }}", job=job)
    assert len(page.cssselect('[hx-get="/jobs/1/"]')) == asks
    assert len(page.cssselect("form")) == asks


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "other"])
def test_error_pages_need_no_context_at_all(pages: Environment, name: str) -> None:
    page = html.document_fromstring(pages.get_template(f"errors/{name}.html").render())
    assert len(page.cssselect("h1")) == 1
    assert page.get("lang")
    assert "not a government service" in page.text_content()


@pytest.mark.django_db
def test_every_link_of_the_frame_leads_somewhere(client: Client) -> None:
    page = html.document_fromstring(client.get("/no-such-page/").content)
    links = {link.get("href") for link in page.cssselect("header a, footer a")}
    assert len(links) > 4
    assert {client.get(link).status_code for link in links} == {200}


def test_each_kind_of_refusal_has_its_own_words(pages: Environment) -> None:
    other = pages.get_template("errors/other.html")
    headings = {
        html.document_fromstring(other.render(status=status)).cssselect("h1")[0].text for status in (409, 422, 429, 503)
    }
    assert len(headings) == 4


@pytest.mark.parametrize("page", sorted(PAGES.rglob("*.html")), ids=lambda page: page.relative_to(PAGES).as_posix())
def test_templates_hold_nothing_inline(page: Path) -> None:
    source = page.read_text(encoding="utf-8")
    markup = re.sub(r"\{[{%#].*?[#%}]\}", "", source, flags=re.DOTALL)
    scripts = r'<script(?![^>]*\ssrc=|[^>]* type="application/json")'
    assert not re.findall(scripts + r"|\sstyle=|\son[a-z]+=|<style|https?://(?!www\.w3\.org)", markup)
    assert not re.findall(r"\|\s*safe\b", source)
