"""Lists of pupils as schools' systems give them: wide reports, short lists, and OneRoster 1.1 and 1.2.

What must never be held has been left behind at the door, and surnames are one letter, before anything here reads a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.core.files.table import Reading, Table, write_table
from bothways.core.imports import Column, Format, Reject, fold, recognise
from bothways.rules import pupils as rules
from bothways.rules.pupils import PupilRow

_FIRST = Column(
    name="first_name",
    title="First name",
    synonyms=(
        "Preferred First Name", "Preferred Forename", "Preferred Given Name", "preferredGivenName",
        "prefferedGivenName", "Chosen Name", "Chosen Forename", "Known As", "Forename", "Firstname", "First",
        "Legal Forename", "Legal First Name", "Pupil Forename", "Student Forename", "Pupil First Name", "Given Name",
        "givenName", "Given Names", "Forenames", "fname",
    ),
    required=True,
)  # fmt: skip
_NAME = Column(
    name="name",
    title="Name",
    synonyms=(
        "Pupil Name", "Student Name", "Child Name", "Child's Name", "Learner Name", "Full Name", "Pupil Full Name",
        "Legal Name", "Pupil", "Student", "Child", "Learner", "Names", "Pupils", "Students", "Name in full",
    ),
    required=True,
)  # fmt: skip
_INITIAL = Column(
    name="initial",
    title="Initial",
    synonyms=(
        "Surname Initial", "Initial of surname", "Preferred Surname", "Chosen Surname", "Surname", "Legal Surname",
        "Last Name", "Lastname", "Legal Last Name", "Family Name", "familyName", "preferredFamilyName",
        "Pupil Surname", "Student Surname", "Pupil Last Name", "Last", "lname",
    ),
)  # fmt: skip
_OTHERS = (
    Column(
        name="local_id",
        title="Code",
        synonyms=(
            "Local ID", "Our code", "Pupil code", "Admission Number", "Admission No", "Adno", "Adm No", "Learner Id",
            "LearnerId", "Pupil ID", "Student ID", "Internal ID", "MIS ID", "ID",
        ),
    ),
    Column(
        name="year_group",
        title="Year group",
        synonyms=("Year", "Yr", "Year Grp", "Curriculum Year", "Current Year", "grades", "Grade"),
    ),
    Column(
        name="nc_year",
        title="NC year",
        synonyms=("National Curriculum Year", "NC Year Group", "NCYearActual", "NC Year Actual", "Actual NC Year"),
    ),
    Column(
        name="group",
        title="Class",
        synonyms=(
            "Reg Group", "Registration Group", "Registration", "Registration Form", "Reg", "Form", "Form Group",
            "Tutor Group", "Tutor", "Class Name", "Group",
        ),
    ),
)  # fmt: skip
MOST = 12_000


def _row(first: str, initial: str, row: Mapping[str, str]) -> PupilRow | Reject:
    """One pupil, or why not. Where two columns say different years, a person must say which holds."""
    years = {name: rules.year_of(row.get(name, "")) for name in ("year_group", "nc_year")}
    for name, year in years.items():
        if year is None:
            return Reject(column=name, mend=_("This is no year group. Write N, R or a number from 1 to 14."))
    said = [year for year in years.values() if year]
    if len(set(said)) > 1:
        mend = _("The two columns say year %(one)s and year %(two)s. Say above which of them holds, and send it again.")
        return Reject(column="nc_year", mend=mend % {"one": said[0], "two": said[1]})
    if not rules.clean(first):
        return Reject(column="first_name", mend=_("There is no first name. Write one, or take the row out."))
    return PupilRow(
        first_name=rules.clean(first),
        initial=rules.initial_of(initial),
        year_group=said[0] if said else "",
        group=rules.clean(row.get("group", ""), 20),
        local_id=rules.clean(row.get("local_id", ""), 40),
    )


def _two_columns(row: Mapping[str, str]) -> PupilRow | Reject:
    given = rules.name_of(row["first_name"]) if "," in row["first_name"] else rules.Given(row["first_name"])
    return _row(given.first_name, row.get("initial", "") or given.initial, row)


def _one_column(row: Mapping[str, str]) -> PupilRow | Reject:
    given = rules.name_of(row["name"])
    return _row(given.first_name, given.initial, row)


def formats(subject: str) -> tuple[Format[PupilRow], ...]:
    """The kinds of list. ``subject`` names the school whose list they fill."""
    return (
        Format(
            name="pupils",
            title=gettext_lazy("a list of pupils"),
            columns=(_FIRST, _INITIAL, *_OTHERS),
            check=_two_columns,
            subject=subject,
        ),
        Format(
            name="pupils_names",
            title=gettext_lazy("a list of names"),
            columns=(_NAME, *_OTHERS),
            check=_one_column,
            subject=subject,
        ),
    )


def told(tables: Sequence[Table]) -> Iterator[str]:
    """What a school would read of these tables as a list of pupils, besides what the door says."""
    for table in gather(tables):
        matches = recognise(table, formats(""))
        if matches and not matches[0].fits:
            missing = ", ".join(matches[0].missing)
            yield _("No column for this was found: %(missing)s. You can say which one it is.") % {"missing": missing}
        elif matches:
            titles = {column.name: column.title for column in matches[0].format.columns}
            headers = (f"{titles[name]}: {matches[0].header[place]}" for name, place in matches[0].mapping.items())
            yield _("Read as %(title)s, with these columns: %(columns)s.") % {
                "title": matches[0].format.title,
                "columns": ", ".join(headers),
            }


# --- OneRoster: an archive of tables that belong together, told by their headers, since names of files vary.

Records = list[dict[str, str]]


def gather(tables: Sequence[Table]) -> Sequence[Table]:
    """OneRoster's tables made one; any other tables as they are."""
    found = {part: _records(table) for table in tables if (part := _part(table))}
    if "users" not in found or not {"roles", "enrollments"} & found.keys() | _roles_inside(found["users"]):
        return tables
    rows, left_out = _pupils(found)
    said = [_("%(n)s people who are not pupils were left out.") % {"n": left_out}] if left_out else []
    first = next(table for table in tables if _part(table) == "users")
    reading = Reading(first.reading.encoding, ",", (), first.reading.dropped, (*first.reading.warnings, *said))
    path = Path(first.path).with_name("oneroster.csv")
    head = ["Code", "First name", "Initial", "Year group", "Class"]
    write_table(path, iter([(1, head), *((number, cells) for number, cells in enumerate(rows, start=2))]))
    return (Table(name="OneRoster", path=path, rows=len(rows), columns=len(head), reading=reading),)


def _part(table: Table) -> str:
    """Which of OneRoster's tables this is, by its header; nothing for any other."""
    head = {fold(cell) for _number, cells in table.head(1) for cell in cells}
    if {"sourcedid", "givenname"} <= head:
        return "users"
    if {"usersourcedid", "role", "classsourcedid"} <= head:
        return "enrollments"
    if {"usersourcedid", "role"} <= head:
        return "roles"
    return "classes" if {"sourcedid", "title", "termsourcedids"} <= head else ""


def _records(table: Table) -> Records:
    rows = iter(table)
    head = [fold(cell) for cell in next(rows, (0, []))[1]]
    found = (dict(zip(head, cells, strict=False)) for _number, cells in rows)
    return [each for each in found if each.get("status", "").strip().casefold() != "tobedeleted"]


def _roles_inside(users: Records) -> set[str]:
    """OneRoster 1.1 says a person's role beside the name."""
    return {"roles"} if any("role" in each for each in users) else set()


def _pupils(found: Mapping[str, Records]) -> tuple[list[list[str]], int]:
    """A row for each pupil, and how many people are none: users with the role of a student and no other."""
    roles: dict[str, set[str]] = {}
    for each in (*found.get("roles", ()), *(() if "roles" in found else found.get("enrollments", ()))):
        roles.setdefault(each.get("usersourcedid", ""), set()).add(each.get("role", "").strip().casefold())
    classes = _classes(found)
    rows: list[list[str]] = []
    for user in found["users"]:
        key = user.get("sourcedid", "")
        held = {user["role"].strip().casefold()} if user.get("role") else roles.get(key, set())
        if held == {"student"}:
            first = user.get("preferredgivenname") or user.get("prefferedgivenname") or user.get("givenname", "")
            surname = next((user[name] for name in ("familyname", "preferredfamilyname") if user.get(name)), "")
            rows.append([key, first, surname, _year(user.get("grades", "")), classes.get(key, "")])
    return rows, len(found["users"]) - len(rows)


def _year(grades: str) -> str:
    """A pupil's one year; nothing where there are several or none that we know."""
    return (rules.year_of(grades) or "") if "," not in grades else ""


def _classes(found: Mapping[str, Records]) -> dict[str, str]:
    """Each pupil's own class: the only one, or the one that is a form ("homeroom")."""
    forms = {
        each.get("sourcedid", ""): each.get("title", "")
        for each in found.get("classes", ())
        if each.get("classtype", "").strip().casefold() == "homeroom"
    }
    return {
        each.get("usersourcedid", ""): forms[each["classsourcedid"]]
        for each in found.get("enrollments", ())
        if each.get("classsourcedid") in forms
    }
