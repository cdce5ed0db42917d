"""What must never be held about a child, known by its header or its look, and left behind before it touches disk.

The list is the privacy map's "never hold" level. Rosters only: a school's own postcode is public. Of a pupil's surname
the first letter is kept, since two children of one class may share a first name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bothways.core.files.sentences import Sentence, _
from bothways.rules import pupils

SHOWN = 20


@dataclass(frozen=True)
class Rule:
    """Why a thing is left behind, and how its header looks.

    ``words`` are whole words of a header; ``parts`` may stand anywhere in it once space and signs are gone;
    ``whole`` is the entire header.
    """

    why: Sentence
    words: str = ""
    parts: str = ""
    whole: str = ""

    def knows(self, header: str) -> bool:
        """Whether this header is one of ours."""
        words, folded = _words(header), _folded(header)
        alone = folded in self.whole.split() or any(word in words for word in self.words.split())
        return alone or any(part in folded for part in self.parts.split())


SURNAME = Rule(
    _("Surnames are not held in full: the first name and an initial are enough."),
    parts="surname lastname familyname maidenname fullname legalname secondname givennamefamily nameinfull",
    whole="last lname sname family sn",
)
WHOLE_NAME = Rule(
    SURNAME.why,
    parts="fullname legalname nameinfull",
    whole="name pupilname studentname childname childsname learnername pupil student child learner pupils students"
    " children names pupilnames studentnames",
)
"""Columns that hold a first name and a surname in one: cut to a first name and a letter."""
# fmt: off
OF_SOMEBODY_ELSE = frozenset({
    "contact", "contacts", "parent", "parents", "mother", "father", "mum", "dad", "guardian", "carer", "emergency",
    "priority", "sibling", "next", "kin", "relative", "doctor", "gp", "teacher", "tutor", "staff", "former", "maiden",
    "previous",
})
# fmt: on
RULES = (
    SURNAME,
    Rule(_("Middle names are not held: the first name is enough."), parts="middlename", whole="middle mname"),
    Rule(_("Passwords are not held."), words="password passwords pwd passwd pin"),
    Rule(
        _("Dates of birth are not held: the year group is enough."),
        words="dob birth birthday born birthdate bday",
        parts="dateofbirth birthdate dateborn dob1 dobirth",
        whole="dob ageinmonths exactage",
    ),
    Rule(
        _("National numbers of a child are not held: use the school's own short code."),
        words="upn uln uci nhs nino passport visa brp ctf",
        parts="uniquepupil uniquelearner uniquecandidate nationalinsurance passport immigration nhsnumber pupilnumber",
        whole="upn uln pupilno ninumber nino upnformer formerupn",
    ),
    Rule(
        _("Home addresses are not held."),
        words="address addresses addr postcode postcodes zip street uprn paon saon residence",
        parts="homeaddress postcode postalcode zipcode addressline housename housenumber houseno homeaddr streetname",
        whole="address1 address2 address3 address4 addr1 addr2 home apartment locality hometown",
    ),
    Rule(
        _("Telephone numbers of children and families are not held."),
        words="phone telephone tel mobile mob sms cellphone landline phones whatsapp",
        parts="phone telephone mobilenumber mobileno contactnumber contactno telno callfirst",
        whole="cell tel1 tel2 mobile1 mobile2",
    ),
    Rule(
        _("Ethnic origin, nationality and language are not held."),
        words="ethnic ethnicity race nationality eal refugee asylum traveller migrant grt roma",
        parts="ethnic nationality countryofbirth firstlanguage homelanguage mothertongue englishasanadditional asylum"
        " nativelanguage racial countryoforigin languagespoken americanindian blackorafrican nativehawaiian hispanic"
        " tworaces tworaceormore demographicrace",
    ),
    Rule(_("Religion is not held."), words="religion religious faith belief beliefs", parts="religio faithgroup"),
    Rule(
        _("Health and disability are not held: a need is sent as an action, such as “step-free”."),
        words="medical health disability disabilities disabled diagnosis diagnoses diagnosed medication medicine gp"
        " doctor asthma epilepsy epipen asd adhd autism autistic dyslexia condition conditions",
        parts="medical healthcare disabilit diagnos doctorsurgery medication hospital",
    ),
    Rule(
        _("Special educational needs are not held: a need is sent as an action, such as “step-free”."),
        words="sen ehcp ehc senco sencode senstatus sentype senneed sens",
        parts="specialeduc specialneed additionaleducationalneed sensupport senprovision senstage senprimary"
        " sensecondary sendstatus sendneed sendtype sendcode sendprovision sendregister sendsupport ehcplan"
        " educationhealthandcare statementedpupil statementofsen learningdifficult",
        whole="send k senk sendk statement",
    ),
    Rule(
        _("Social-care status is not held."),
        words="lac cla cic plac pla cpp cin safeguarding adopted fostered foster adoption",
        parts="lookedafter incare childprotection socialcare socialwork childinneed childreninneed youngcarer earlyhelp"
        " safeguarding adoptedfrom specialguardian atrisk serviceschild servicechild",
    ),
    Rule(
        _("Free school meals, pupil premium and the like are not held as such."),
        words="fsm fsm6 ever6 pp ppg eypp idaci disadvantaged deprivation bursary ppi spp ppe",
        parts="freeschoolmeal freemeal pupilpremium ever6 everfsm fsmever servicepremium disadvantage deprivation"
        " eligibleformeals mealseligib incomesupport universalcredit",
    ),
    Rule(
        _("Certificates and checks are recorded as “seen on”, never their number or content."),
        words="dbs crb conviction convictions criminal",
        parts="barredlist disclosurenumber certificatenumber certificateno criminalrecord dbsnumber",
    ),
    Rule(
        _("Faces, fingerprints, orientation and network addresses are not held."),
        words="biometric biometrics fingerprint facial sexuality",
        parts="biometric fingerprint faceid facialrecog sexualorientation genderidentity ipaddress gpscoord"
        " geolocation",
        whole="ip",
    ),
)
_SCHOOLS_OWN = {"school", "schools", "establishment", "organisation", "org"}
_OF_A_PLACE = {"postcode", "address", "phone", "telephone", "tel", "street", "town"}
_INITIALS = re.compile(r"\b([A-Za-z])[. ](?=[A-Za-z]\b)")
_CAMEL = re.compile("[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+[0-9]?|[A-Z]+[0-9]?|[0-9]+")

_UPN = re.compile(r"\b[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]\b", re.IGNORECASE)
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_POSTCODE = re.compile(r"\b(?:GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE)
_POSTCODE_ALONE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{2}", re.IGNORECASE)


def why_never(header: str) -> str:
    """Why a column with this header is left behind; empty when it may stay."""
    words = set(_words(header))
    if words & _SCHOOLS_OWN and words & _OF_A_PLACE and not words & {"previous", "former"}:
        return ""
    mail = "mail" in _folded(header)
    return next((rule.why for rule in RULES if rule.knows(header) and not (mail and "address" in rule.why)), "")


def is_upn(text: str) -> bool:
    """A unique pupil number by its check letter; temporary ones, which end in a letter, by their shape."""
    if not _UPN.fullmatch(text) or text[-1].isalpha():
        return bool(_UPN.fullmatch(text))
    total = sum(weight * int(digit) for weight, digit in enumerate(text[1:], start=2))
    return _UPN_LETTERS[total % 23] == text[0].upper()


def why_by_look(cells: Sequence[str]) -> str:
    """Why a column is left behind for its look: more than half of its cells are pupil numbers or postcodes."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if sum(is_upn(cell) for cell in filled) * 2 > len(filled):
        return _("Its cells look like unique pupil numbers, which are not held.")
    if sum(bool(_POSTCODE_ALONE.fullmatch(cell)) for cell in filled) * 2 > len(filled):
        return _("Its cells look like home postcodes, which are not held.")
    return ""


class Sieve:
    """Takes out whole columns, then single values in the cells that stay. Keeps row numbers, never values."""

    def __init__(self, head: Sequence[Sequence[str]]) -> None:
        self.dropped: list[dict[str, str]] = []
        self.cut: list[str] = []
        self.rows: list[int] = []
        self.met = 0
        self._seen = 0
        self._top = header_place(head) if head else 0
        self._cutters: dict[int, Callable[[str], str]] = {}
        self._gone = frozenset(self._find(head))

    @property
    def gone(self) -> int:
        """How many columns are left behind."""
        return len(self._gone)

    def _find(self, head: Sequence[Sequence[str]]) -> Iterator[int]:
        if not head:
            return
        top = self._top
        header = head[top]
        for place in range(max(len(row) for row in head)):
            name = header[place] if place < len(header) else ""
            below = [row[place] for row in head[top + 1 :] if place < len(row)]
            if cutter := self._cutter(name):
                self._cutters[place] = cutter
                self.cut += [name] if SURNAME.knows(name) else []
            elif why := why_never(name) or why_by_look(below):
                self.dropped.append({"column": name, "why": why})
                yield place

    def _cutter(self, header: str) -> Callable[[str], str] | None:
        """How a column of names is cut: the first of surnames to a letter, whole names to a first name and a letter."""
        if OF_SOMEBODY_ELSE & set(_words(header)):
            return None
        if WHOLE_NAME.knows(header):
            return _short_name
        return pupils.initial_of if SURNAME.knows(header) and pupils.initial_of not in self._cutters.values() else None

    def row(self, number: int, cells: Sequence[str]) -> list[str]:
        """What may stay of a row, in the order in which rows come."""
        if self._cutters and self._seen > self._top:
            cells = [self._cutters[place](cell) if place in self._cutters else cell for place, cell in enumerate(cells)]
        self._seen += 1
        kept = [cell for place, cell in enumerate(cells) if place not in self._gone] if self._gone else list(cells)
        clean = [_without(cell) for cell in kept]
        if clean != kept:
            self.met += 1
            self.rows += [number] if len(self.rows) < SHOWN else []
        return clean

    def sentences(self) -> list[Sentence]:
        """What was left behind, by column and by row number."""
        told = [_("The column ‘%(column)s’ was left out. %(why)s", **each) for each in self.dropped]
        told += [
            _("Of the column ‘%(column)s’ only the first letter was kept. %(why)s", column=name, why=SURNAME.why)
            for name in self.cut
        ]
        rows = ", ".join(str(number) for number in self.rows)
        if self.met > len(self.rows):
            told.append(_("A pupil number or home postcode in a cell was left out: row %(rows)s and more.", rows=rows))
        elif self.met:
            told.append(_("A pupil number or home postcode in a cell was left out: row %(rows)s.", rows=rows))
        return told


def header_place(head: Sequence[Sequence[str]]) -> int:
    """Which of the first rows is the header: the first that is at least half full. Titles above it are not."""
    filled = [sum(1 for cell in row if cell.strip()) for row in head[:10]]
    return next(place for place, count in enumerate(filled) if count * 2 >= max(filled))


def _short_name(cell: str) -> str:
    given = pupils.name_of(cell)
    return f"{given.first_name} {given.initial}".strip()


def _without(cell: str) -> str:
    if len(cell) < 5 or not any(sign.isdigit() for sign in cell):
        return cell
    cell = _UPN.sub(lambda found: "[left out]" if is_upn(found.group()) else found.group(), cell)
    return _POSTCODE.sub("[left out]", cell)


def _plain(header: str) -> str:
    marks = unicodedata.normalize("NFKD", header)
    return "".join(sign for sign in marks if not unicodedata.combining(sign))


def _folded(header: str) -> str:
    return "".join(sign for sign in _plain(header).casefold() if sign.isalnum())


def _words(header: str) -> list[str]:
    text = _INITIALS.sub(r"\1", _plain(header)).replace("DoB", "DOB")
    return [word.casefold() for word in _CAMEL.findall(text)]
