"""One believable chart of each kind, and hypothesis strategies for any chart at all."""

from __future__ import annotations

from hypothesis import strategies as st

from bothways.core.charts import Bar, Bars, Bridges, Chart, Dot, Exchange, GiveReceive, Line, Scatter, Series, Tie

NOTE = "Hours of teaching, hosting, judging and training, September to July."
SOURCE = "Reported by schools and agreed by the school that received. Both Ways, 21 November 2026."
SCHOOLS = {"k": "Kettle Hill Academy", "f": "Ferry Bank Primary", "o": "Old Quay High", "m": "Marlpit Lane Infants"}
EXCHANGES = (
    Exchange("Old Quay High", 118, 74),
    Exchange("Kettle Hill Academy", 96, 82.5),
    Exchange("Marlpit Lane Infants", 0, 48),
)
TIES = (Tie("o", "k", 30, 18), Tie("k", "f", 12, 9), Tie("o", "m", 14, 0), Tie("m", "f", 0, 6))

GIVE_RECEIVE = GiveReceive(slug="hours", note=NOTE, source=SOURCE, unit="hours", rows=EXCHANGES)
BRIDGES = Bridges(slug="ties", note=NOTE, source=SOURCE, unit="hours", schools=SCHOOLS, ties=TIES)
BARS = Bars(
    slug="pupils",
    note="Each pupil counted once.",
    source="Counted from registers.",
    heads=("School", "Pupils who took part"),
    rows=(Bar("Kettle Hill Academy", 341, "28% of roll"), Bar("Ferry Bank Primary", 127, "31% of roll")),
)
LINE = Line(
    slug="terms",
    note="Pupils who took part in each half-term.",
    period="Half-term",
    periods=("Autumn 1", "Autumn 2", "Spring 1", "Spring 2"),
    series=(Series("Pupils who gave", (120, None, 190, 230)), Series("Pupils who received", (80, 160, 260, 341))),
)
SCATTER = Scatter(
    slug="tried",
    note="Share of pupils who tried an experiment at home.",
    across="Pupils on roll",
    up="Share who tried (%)",
    dots=tuple(Dot(f"School {n}", 200 * n, 40 - 6 * n) for n in range(1, 6)),
)
ALL: tuple[Chart, ...] = (GIVE_RECEIVE, BRIDGES, BARS, LINE, SCATTER)

HOSTILE = (
    '<script>alert("x")</script>',
    "=HYPERLINK(1)",
    "]]>&amp;<b x='1'>",
    "\x00\x0b\ufffe",
    "\ud800",
    "名" * 90,
    "x" * 400,
)
names = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40))
numbers = st.one_of(
    st.sampled_from((0, 5e-324, 0.01, 1, 10**15, 1e300)),
    st.integers(0, 10**6),
    st.floats(0, 1e6, allow_nan=False),
)
FRAME = {"slug": st.just("any"), "note": names, "words": st.one_of(st.just(""), names), "source": names}


@st.composite
def any_bridges(draw: st.DrawFn) -> Bridges:
    keys = [str(place) for place in range(draw(st.integers(0, 9)))]
    pairs = [(one, other) for one in keys for other in keys if one < other]
    ties = tuple(
        Tie(*draw(st.permutations(pair)), draw(numbers), draw(numbers)) for pair in pairs if draw(st.booleans())
    )
    frame = {name: draw(strategy) for name, strategy in FRAME.items()}
    return Bridges(**frame, unit=draw(names), schools={key: draw(names) for key in keys}, ties=ties)


@st.composite
def any_line(draw: st.DrawFn) -> Line:
    periods = tuple(draw(st.lists(names, max_size=14)))
    series = st.builds(Series, names, st.tuples(*(st.one_of(st.none(), numbers) for _each in periods)))
    frame = {name: draw(strategy) for name, strategy in FRAME.items()}
    return Line(
        **frame, period=draw(names), periods=periods, series=tuple(draw(st.lists(series, min_size=1, max_size=2)))
    )


def rows(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=8).map(tuple)


any_give_receive = st.builds(GiveReceive, **FRAME, unit=names, rows=rows(st.builds(Exchange, names, numbers, numbers)))
any_bars = st.builds(
    Bars,
    **FRAME,
    heads=st.tuples(names, names),
    rows=rows(st.builds(Bar, names, numbers, names)),
    full=st.none() | numbers,
)
any_scatter = st.builds(Scatter, **FRAME, across=names, up=names, dots=rows(st.builds(Dot, names, numbers, numbers)))
any_chart = st.one_of(any_give_receive, any_bars, any_bridges(), any_line(), any_scatter)
