"""Ways to hand a file to the door's readers without a child process, and files to hand in."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from PIL import Image

from bothways.core.files import child
from bothways.core.files.sentences import Sentence
from bothways.core.files.table import Table

DATA = Path(__file__).parents[2] / "data"
SHEET = "xl/worksheets/sheet1.xml"


def judge(data: bytes, kind: str, name: str = "") -> dict[str, Any]:
    """What the child would answer. Each table's rows come along under ``read``, the clean copy under ``bytes``."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        result = child.judge(io.BytesIO(data), kind=kind, out=out, name=name)
        assert all(isinstance(each, Sentence) for each in _said(result)), "a sentence that cannot be translated"
        for table in result.get("tables", ()):
            facts = Table(table["name"], out / table["file"], table["rows"], table["columns"])
            table["read"] = list(facts)
        if result.get("clean"):
            result["bytes"] = (out / result["clean"]).read_bytes()
        return result


def _said(result: dict[str, Any]) -> list[Any]:
    readings = [table["reading"] for table in result.get("tables", ())]
    told = [*result["warnings"], *([result["reason"]] if result["reason"] else [])]
    for reading in readings:
        told += [*reading["repaired"], *reading["warnings"], *(each["why"] for each in reading["dropped"])]
    return told


def rows(data: bytes, kind: str = "register") -> list[list[str]]:
    """The cells of the only table of an accepted file."""
    result = judge(data, kind)
    assert result["verdict"] == "accepted", result
    (table,) = result["tables"]
    return [cells for _, cells in table["read"]]


def refusal(data: bytes, kind: str) -> str:
    """The sentence a file is refused with."""
    result = judge(data, kind)
    assert result["verdict"] == "refused", result
    return str(result["reason"])


def zipped(parts: dict[str, bytes | str], *, pressed: bool = True) -> bytes:
    """An archive of the parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED if pressed else zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def workbook(sheet: str, **parts: bytes | str) -> bytes:
    """The smallest XLSX around the XML of one sheet. ``parts`` replace or add files, ``__`` standing for ``/``."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    whole: dict[str, bytes | str] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>'
        '<sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">'
        f'<Relationship Id="rId1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{rel}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        SHEET: sheet if sheet.startswith(("<?", "<!")) else f'<worksheet xmlns="{main}">{sheet}</worksheet>',
    }
    return zipped(whole | {name.replace("__", "/") + ".xml": content for name, content in parts.items()})


def inline(*cells: str) -> str:
    """One row of inline strings."""
    return "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells) + "</row>"


def photo(size: tuple[int, int] = (60, 40), *, form: str = "JPEG", **options: Any) -> bytes:
    """A picture with a red left half and a blue right half."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    made = io.BytesIO()
    image.save(made, form, **options)
    return made.getvalue()


def box(name: bytes, content: bytes = b"") -> bytes:
    """One box of an MP4 or QuickTime film."""
    return (8 + len(content)).to_bytes(4) + name + content


FILM = (
    box(b"ftyp", b"isom\0\0\2\0isomiso2")
    + box(b"moov", box(b"trak", box(b"hdlr", b"\0" * 8 + b"vide")))
    + box(b"mdat", b"\0" * 64)
)
WEBM = (
    b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm\x42\x87\x81\x04\x42\x85\x81\x02"
    b"\x18\x53\x80\x67\x8cV_VP9\0\0\0\0\0\0\0"
)
