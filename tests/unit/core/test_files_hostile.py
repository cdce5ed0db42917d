"""A bad file can only ever be refused, in one plain sentence."""

from __future__ import annotations

import gzip
import io
import stat
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.core.files.door import KINDS
from tests.unit.core.files_at_the_door import FILM, WEBM, box, inline, judge, photo, refusal, workbook, zipped

_BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
_XXE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
_GOOD = workbook(inline("a", "b") + inline("1", "2"))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def _linked() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        link = zipfile.ZipInfo("users.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return made.getvalue()


def _locked() -> bytes:
    """The same archive with its "encrypted" flags set, in both places."""
    data = bytearray(zipped({"users.csv": "a,b\n1,2\n"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _lying() -> bytes:
    """An entry that unpacks to 3 MB and claims 30 bytes."""
    data = bytearray(zipped({"users.csv": "a,b\n" * 750_000}))
    size, lie = (3_000_000).to_bytes(4, "little"), (30).to_bytes(4, "little")
    return bytes(data).replace(size, lie)


def _overlapping() -> bytes:
    """Two names for the same bytes: how 40 kB become 5 GB."""
    data = zipped({"a.csv": "x" * 400, "b.csv": "x" * 400}, pressed=False)
    second = data.index(b"PK\x03\x04", 4)
    central = data.rindex(b"PK\x01\x02")
    return data[: central + 42] + (second - 200).to_bytes(4, "little") + data[central + 46 :]


def _wide_gzip() -> bytes:
    return gzip.compress(b"a,b\n" * 500_000)


REFUSED = {
    "empty": (b"", "register", "The file is empty."),
    "blank": (b"\xef\xbb\xbf \r\n\n", "roster", "The file is empty."),
    "zip bomb": (zipped({"a.csv": b"a,b\n" * 500_000}), "roster", "more than a hundred times its size"),
    "large part": (zipped({"a.csv": b"\0" * 41_000_000}), "roster", "when unpacked, more than we open"),
    "large together": (zipped({f"{n}.csv": b"\0" * 30_000_000 for n in range(3)}), "roster", ""),
    "many parts": (zipped({f"{n}.csv": "a" for n in range(201)}), "roster", "holds 201 files; 200 is the most"),
    "lying size": (_lying(), "roster", "damaged"),
    "overlap": (_overlapping(), "roster", "overlap"),
    "nested": (zipped({"a.zip": zipped({"a.csv": "a"})}), "roster", "another archive"),
    "nested, renamed": (zipped({"a.csv": zipped({"a.csv": "a"})}), "roster", "another archive"),
    "link": (_linked(), "roster", "link to another file"),
    "outside": (zipped({"../a.csv": "a"}), "roster", "points outside"),
    "absolute": (zipped({"/etc/a.csv": "a"}), "roster", "points outside"),
    "password": (_locked(), "roster", "The file is protected by a password. Take the password off"),
    "password workbook": (_OLE + "EncryptedPackage".encode("utf-16-le"), "register", "protected by a password"),
    "old document": (_OLE, "register", "damaged, or is not one we can read"),
    "no tables": (zipped({"a.png": b"x"}), "roster", "holds no CSV files"),
    "page in an archive": (zipped({"a.csv": "<html>"}), "roster", "The archive holds a web page"),
    "entities in a sheet": (workbook(_BOMB + "<worksheet/>"), "register", "defines XML entities"),
    "fetching in a sheet": (workbook(_XXE + "<worksheet/>"), "register", "defines XML entities"),
    "entities in strings": (workbook("", xl__sharedStrings=_BOMB + "<sst/>"), "register", "defines XML entities"),
    "entities in the book": (workbook("", xl__workbook=_XXE + "<workbook/>"), "register", "defines XML entities"),
    "entities in ODS": (
        zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": _BOMB + "<a/>"}),
        "register",
        "defines XML entities",
    ),
    "broken sheet": (workbook("<row><c>"), "register", "not whole XML"),
    "string not there": (
        workbook('<row><c t="s"><v>9</v></c></row>', xl__sharedStrings="<sst/>"),
        "register",
        "damaged",
    ),
    "column not there": (workbook('<row><c r="ZZZZ1"><v>9</v></c></row>'), "register", "further right"),
    "cut short": (_GOOD[:-40], "register", "damaged or was cut short"),
    "gzip bomb": (_wide_gzip(), "register", "unpacks to more than"),
    "gzip cut short": (gzip.compress(b"a,b\n1,2\n")[:-9], "register", "damaged or was cut short"),
    "gzip of JSON": (gzip.compress(b'[{"a": 1}]'), "register", "holds a JSON file"),
    "Word": (zipped({"[Content_Types].xml": "", "word/document.xml": ""}), "register", "Word document"),
    "binary workbook": (zipped({"[Content_Types].xml": "", "xl/workbook.bin": ""}), "register", "Save it as .xlsx"),
    "video cut short": (FILM[:-10], "video", "cut short"),
    "video without index": (FILM[:24] + box(b"mdat", b"\0" * 64), "video", "cut short"),
    "sound only": (FILM.replace(b"vide", b"soun"), "video", "no picture in this film"),
    "WebM cut short": (WEBM[:-3], "video", "cut short"),
    "Matroska": (WEBM.replace(b"\x84webm", b"\x88matroska"), "video", "Matroska"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_in_a_sentence(case: str) -> None:
    data, kind, words = REFUSED[case]
    sentence = refusal(data, kind)
    assert words in sentence
    assert sentence.endswith(".")
    assert "Error" not in sentence


REAL = {
    "jpeg": (photo(), {"image"}),
    "png": (photo(form="PNG"), {"image"}),
    "webp": (photo(form="WEBP"), {"image"}),
    "gif": (photo(form="GIF"), set()),
    "csv": (b"a,b\n1,2\n", {"register", "roster", "text"}),
    "xlsx": (_GOOD, {"register", "roster"}),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", set()),
    "svg": (b"<?xml version='1.0'?><!-- x --><svg onload='x()'/>", set()),
    "html": (b"\n<!DOCTYPE html><script>x()</script>", set()),
    "exe": (b"MZ\x90\0" + b"\0" * 60, set()),
    "elf": (b"\x7fELF\x02\x01\x01" + b"\0" * 60, set()),
    "script": (b"#!/bin/sh\nls\n", set()),
    "film": (FILM, {"video"}),
    "webm": (WEBM, {"video"}),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("real", REAL)
def test_only_what_it_says_it_is(real: str, kind: str) -> None:
    data, good = REAL[real]
    assert (judge(data, kind)["verdict"] == "accepted") == (kind in good)


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_bent_files_never_break_the_reader(data: st.DataObject) -> None:
    kind, good = data.draw(
        st.sampled_from([("register", _GOOD), ("image", photo()), ("image", photo(form="PNG")), ("video", FILM)])
    )
    bent = bytearray(good)
    for place in data.draw(st.lists(st.integers(0, len(good) - 1), min_size=1, max_size=6)):
        bent[place] = data.draw(st.integers(0, 255))
    result = judge(bytes(bent[: data.draw(st.integers(1, len(bent)))]), kind)
    assert result["verdict"] == "accepted" or result["reason"].endswith(".")


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text('",;\t\r\n\x00\x92=a\u202e\u200b').map(str.encode), st.sampled_from(KINDS))
def test_any_bytes_get_an_answer(data: bytes, kind: str) -> None:
    result = judge(data, kind)
    assert result["verdict"] == "accepted" or result["reason"].endswith(".")
    assert "fault" not in result["stats"]


def test_the_readers_own_refusals_are_words_not_faults() -> None:
    """The net under everything is for what nobody foresaw; none of the cases above needs it."""
    faults = {case: judge(data, kind).get("stats", {}).get("fault") for case, (data, kind, _) in REFUSED.items()}
    assert not {case: fault for case, fault in faults.items() if fault}


def test_small_things_may_shrink_as_they_like() -> None:
    assert judge(zipped({"a.csv": "a\n" + "x" * 900_000}), "register")["rows"] == 1


def test_checksums_are_looked_at() -> None:
    data = zipped({"a.csv": "a,b\n1,2\n"}, pressed=False)
    checksum = zlib.crc32(b"a,b\n1,2\n").to_bytes(4, "little")
    assert "damaged" in refusal(data.replace(checksum, b"\0\0\0\0"), "roster")
