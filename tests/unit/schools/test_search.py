"""Schools are found by what people type."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bothways.schools import folding
from bothways.schools.models import School
from bothways.schools.queries.register import everything, narrowed
from bothways.schools.queries.search import search
from tests.factories.schools import make_school

SEEDS = {
    "111199": ("Lunts Heath Primary School", "Widnes", "WA8 9RJ", "Halton", "8762428", "open"),
    "135442": ("Cambian Lunts Heath", "Tyldesley", "M29 8BS", "Halton", "", "closed"),
    "122129": ("Oundle School", "Peterborough", "PE8 4GH", "North Northamptonshire", "", "open"),
    "122141": ("Laxton Junior School", "Peterborough", "PE8 4BX", "North Northamptonshire", "", "open"),
    "135966": ("Kettering Buccleuch Academy", "Kettering", "NN16 9NS", "North Northamptonshire", "9406908", "open"),
    "135263": ("Thomas Deacon Academy", "Peterborough", "PE1 2UW", "Peterborough", "8746905", "open"),
    "142063": ("Prince William School", "Oundle", "PE8 4BS", "North Northamptonshire", "9284016", "open"),
    "122064": ("Prince William School", "Oundle", "PE8 4BS", "Pre-LGR 2021 Northamptonshire", "", "closed"),
    "146170": (
        "Oundle Church of England Primary School",
        "Peterborough",
        "PE8 5HA",
        "North Northamptonshire",
        "9283048",
        "open",
    ),
    "121984": ("Oundle Church of England Primary School", "Peterborough", "PE8 5HA", "Pre-LGR", "", "closed"),
    "110912": ("St. Mary’s and St Peter’s C.E. (VA) Pri School", "Ely", "CB7 4AA", "Cambridgeshire", "", "open"),
}


@pytest.fixture
def seeds(db: None) -> None:
    for urn, (name, town, postcode, council, laestab, status) in SEEDS.items():
        make_school(
            identifier=urn,
            name=name,
            town=town,
            postcode=postcode,
            local_authority=council,
            laestab=laestab,
            status=status,
        )
    make_school(identifier="GB-SC-SC012345", scheme="charity", name="Dundee Science Centre", town="Dundee")


@pytest.mark.parametrize(
    ("typed", "urn"),
    [
        ("Lunt's Heath", "111199"),
        ("Lunt’s Heath Primary", "111199"),
        ("heath lunts", "111199"),
        ("LUNTS  HEA", "111199"),
        ("lunts heth", "111199"),
        ("wa8 9rj", "111199"),
        ("WA89RJ", "111199"),
        ("111199", "111199"),
        ("876/2428", "111199"),
        ("8762428", "111199"),
        ("primary widnes", "111199"),
        ("Cambian Lunts Heath", "135442"),
        ("Oundle School", "122129"),
        ("oundle", "122129"),
        ("Laxton Junior", "122141"),
        ("KBA", "135966"),
        ("Ketering Bucleuch", "135966"),
        ("TDA", "135263"),
        ("Thomas Decon Academy", "135263"),
        ("PWS", "142063"),
        ("Prince William School", "142063"),
        ("Oundle CE Primary", "146170"),
        ("oundle c of e primary", "146170"),
        ("Oundle Church of Eng", "146170"),
        ("Oundle CofE Pri", "146170"),
        ("saint mary & saint peter", "110912"),
        ("st marys church of england", "110912"),
        ("st mary pri", "110912"),
        ("dundee", "GB-SC-SC012345"),
    ],
)
def test_the_school_people_mean_comes_first(seeds: None, typed: str, urn: str) -> None:
    assert [found.identifier for found in search(typed)][:1] == [urn]


def test_the_open_one_is_offered_before_the_closed(seeds: None) -> None:
    assert [found.identifier for found in search("Lunt's Heath")] == ["111199", "135442"]
    assert [found.identifier for found in search("prince william")] == ["142063", "122064"]


def test_a_list_has_the_same_order_and_narrows(seeds: None) -> None:
    listed = narrowed(everything(), text="Lunt's Heath").order_by("standing", "search_text")
    assert [school.identifier for school in listed] == ["111199", "135442"]
    assert [s.identifier for s in narrowed(everything(), text="lunts", status="closed")] == ["135442"]
    assert narrowed(everything(), text="zebra").count() == 0
    assert narrowed(everything()).count() == len(SEEDS) + 1


@pytest.mark.parametrize("typed", ["", " ", "'", "%", '"', "-*", "AND OR NOT", "a" * 3000, "name:x", "\x00", "😀", "ﷺ"])
def test_nothing_that_is_typed_breaks_the_search(seeds: None, typed: str) -> None:
    assert len(search(typed)) <= 20
    narrowed(everything(), text=typed).count()


def test_the_index_follows_every_write(seeds: None) -> None:
    School.objects.filter(identifier="111199").update(
        name="Zebra Crossing", search_text=folding.search_text(name="Zebra Crossing")
    )
    assert [found.name for found in search("zebra")] == ["Zebra Crossing"]
    assert [found.identifier for found in search("lunts heath")] == ["135442"]
    School.objects.filter(identifier="111199").delete()
    assert search("zebra") == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO school_words(school_words) VALUES ('integrity-check')")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
@example("𝑨 ﬁne İstanbul")
def test_folding_once_is_enough(text: str) -> None:
    once = folding.words(text)
    assert all(each == each.casefold() and each.isalnum() for each in once)
    assert len(folding.search_text(name=text, town=text)) <= folding.LONGEST


def test_spellings_of_one_name_fold_alike() -> None:
    spellings = [
        "St. Mary's C.E. School",
        "Saint Mary’s Church of England School",
        "ST MARYS CofE SCHOOL",
        "St Mary`s C of E  School",
    ]
    assert {folding.words(each) for each in spellings} == {("st", "mary", "cofe", "school")}
    assert folding.words("Ysgol Tŷ Coch") == ("ysgol", "ty", "coch")
