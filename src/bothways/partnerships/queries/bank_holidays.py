"""Bank holidays, by nation. Dates from the `holidays` library; names as GOV.UK writes them."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping

import holidays

from bothways.rules import terms
from bothways.schools.models import School
from bothways.schools.models.school import Scheme

ENGLAND, WALES, SCOTLAND = "ENG", "WLS", "SCT"
_NAMES = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
    "Summer Bank Holiday": "Summer bank holiday",
    "Saint Andrew's Day": "St Andrew’s Day",
    "New Year's Day": "New Year’s Day",
    "New Year Holiday": "2 January",
}
# As the register and the councils write their names.
_WELSH = frozenset(
    """Blaenau Gwent|Bridgend|Caerphilly|Cardiff|Carmarthenshire|Ceredigion|Conwy|Denbighshire|Flintshire|Gwynedd
    |Isle of Anglesey|Merthyr Tydfil|Monmouthshire|Neath Port Talbot|Newport|Pembrokeshire|Powys|Rhondda Cynon Taf
    |Rhondda Cynon Taff|Swansea|Torfaen|Vale of Glamorgan|The Vale of Glamorgan|Wrexham""".replace("\n    ", "").split(
        "|"
    )
)
_SCOTTISH = frozenset(
    """Aberdeen City|Aberdeenshire|Angus|Argyll and Bute|City of Edinburgh|Clackmannanshire|Dumfries and Galloway
    |Dundee City|East Ayrshire|East Dunbartonshire|East Lothian|East Renfrewshire|Falkirk|Fife|Glasgow City|Highland
    |Inverclyde|Midlothian|Moray|Na h-Eileanan Siar|North Ayrshire|North Lanarkshire|Orkney Islands|Perth and Kinross
    |Renfrewshire|Scottish Borders|Shetland Islands|South Ayrshire|South Lanarkshire|Stirling|West Dunbartonshire
    |West Lothian""".replace("\n    ", "").split("|")
)


def nation_of(school: School) -> str:
    """Scotland or Wales where the number or the council says so; England otherwise."""
    if school.scheme == Scheme.SEED or school.local_authority in _SCOTTISH:
        return SCOTLAND
    return WALES if school.local_authority in _WELSH else ENGLAND


@functools.lru_cache(maxsize=64)
def of_year(nation: str, start: int) -> Mapping[dt.date, str]:
    """The bank holidays of an academic year, in order of days."""
    year = terms.AcademicYear(start)
    found = holidays.country_holidays("GB", subdiv=nation, years=[start, start + 1])
    return {day: _said(name) for day, name in sorted(found.items()) if day in year}


def _said(name: str) -> str:
    plain, observed, _rest = name.partition(" (observed)")
    said = _NAMES.get(plain, plain)
    return f"{said} (substitute day)" if observed else said
