"""What must never be held about a child is left behind before it touches disk, and only that."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from bothways.core.files.child import judge
from bothways.core.files.never_held import is_upn, why_never
from tests.unit.core.files_at_the_door import zipped

# Headers as management systems, their reports and people write them.
NEVER = """
Surname|surname|SURNAME|Legal Surname|LegalSurname|legal_surname|Pupil Surname|Student Surname|Preferred Surname
PreferredSurname|Chosen Surname|Last Name|LastName|last_name|Legal Last Name|Pupil Last Name|Last|Family Name|familyName
Familyname|FAMILY NAME|preferredFamilyName|Maiden Name|Former Surname|Full Name|FullName|Pupil Full Name|Legal Name
Second Name|Contact Surname|Surname (legal)|Sur-name|lname
DOB|dob|D.O.B.|D.O.B|DoB|D O B|Date of Birth|DateOfBirth|date_of_birth|Date Of Birth (dd/mm/yyyy)|Birth Date|BirthDate
birthDate|Birthday|Born|Pupil DOB|PupilDoB|Student D.O.B|DOB (legal)|Year of Birth|Place of Birth|Month of birth
UPN|upn|U.P.N.|Unique Pupil No|Unique Pupil Number|UniquePupilNumber|unique_pupil_number|Unique Pupil No.|Pupil UPN
UPN (current)|Former UPN|FormerUPN|PupilUPN|Temp UPN|ULN|Unique Learner Number|UniqueLearnerNumber|UCI
Unique Candidate Identifier|NHS Number|NHS No|NHSNumber|National Insurance No|NI Number|Passport Number|Passport No
Visa Type|CTF Number|Pupil Number
Address|Home Address|HomeAddress|Address 1|Address Line 1|AddressLine1|address_line_2|Pupil Address|Postcode|Post Code
PostCode|POSTCODE|Home Postcode|Pupil Postcode|postal_code|Zip|Zip Code|Street|Street Name|House Number|House No
House Name|Address (full)|UPRN|Locality|Parent Address
Telephone|Phone|Home Phone|HomePhone|Mobile|Mobile Number|MobilePhone|mobile_no|Tel|Tel No|Tel.|Telephone Number
Parent Mobile|Contact Number|Emergency Contact Number|sms|Mob|Pupil Mobile
Ethnicity|ethnicity|Ethnic Origin|Ethnic Group|EthnicCode|Ethnicity Code|Ethnicity (DfE)|Race|Nationality
Country of Birth|First Language|FirstLanguage|Home Language|EAL|EAL Status|English as an Additional Language
Mother Tongue|Traveller Status|Asylum Status|Refugee
Religion|Religious Affiliation|religion_code|Faith
Medical|Medical Notes|Medical Conditions|MedicalConditions|Health Notes|Disability|Disabilities|Disabled|Diagnosis
Medication|GP|GP Name|Doctor|Doctor's Surgery|Asthma|Epilepsy|Autism|ADHD
SEN|SEN Status|SENStatus|SEN Code|SEN Need|SEN Provision|SENProvision|SEN Type|SEN Stage|SEN?|sen_status|SEND
SEND Status
SEND Need|Special Educational Needs|Special Needs|EHCP|EHCP (Y/N)|EHC Plan|Education Health and Care Plan|SEN Support
Is SEN|Learning Difficulty
LAC|LAC Status|LACStatus|CLA|Looked After|LookedAfter|Looked After Child|In Care|InCare|Child in Care|CIC|PLAC
Previously Looked After|Post-LAC|Child Protection|ChildProtectionPlan|CPP|CIN|Child in Need|Social Worker|Social Care
Young Carer|Adopted from Care|Adopted|Safeguarding Notes|Early Help|Service Child
FSM|fsm|FSM Eligible|FSMEligible|FSM6|FSM Ever 6|Ever 6|Ever6|Ever6FSM|Free School Meals|Free School Meals Eligible
FreeSchoolMeals|free_school_meals|Eligible for FSM|Is FSM|Free Meals|Eligible for Free Meals|PP|PP Eligible|PPEligible
Pupil Premium|PupilPremium|Pupil Premium Indicator|PPG|EYPP|Service Premium|Disadvantaged|Deprivation Pupil Premium
IDACI|Bursary
DBS|DBS Number|DBS Certificate Number|DBS Certificate No|CRB|Barred List Check|Certificate Number|Conviction
Biometric Consent|Fingerprint ID|Sexual Orientation|Gender Identity|IP Address|ip_address
"""
MAY_STAY = """
First Name|Forename|Legal Forename|LegalForename|givenName|Preferred First Name|Known As|Initial|Name|Pupil|Pupil Name
Year|Year Group|YearGroup|NC Year|NCYear|grades|Reg Group|RegGroup|Registration|Form|Tutor Group|Class|House|Team|Group
School|School Name|School Postcode|School Address|School Telephone|Organisation|orgSourcedIds|URN|DfE Number|LAEstab
Town|Email|Email Address|Parent Email|Parent Email Address|Contact E-mail Address|email_address|username|Teacher|Lead
Dietary|Dietary needs|Access|Access needs|Allergies|Consent|Photo Consent|Attendance|Present|Absent|Date|Start Date
Role|role|Status|status|sourcedId|dateLastModified|enabledUser|identifier|Local ID|Code|Learner Id|Admission No
Notes|Comments|Sender|Sent|Presentation|Lacrosse|Applied|Happy|Sensible|Senior|Price|Capped|Points|Score|Rank|Award
Criterion A|Place|Event|Activity|Session|Sport|Instrument|T-shirt size|Coach|Competition|Gender
"""


def _listed(text: str) -> list[str]:
    return [header.strip() for line in text.strip().splitlines() for header in line.split("|")]


def test_there_are_two_hundred_spellings() -> None:
    assert len(set(_listed(NEVER))) >= 200


@pytest.mark.parametrize("header", _listed(NEVER))
def test_a_header_that_must_never_be_held_is_known(header: str) -> None:
    assert why_never(header)


@pytest.mark.parametrize("header", _listed(MAY_STAY))
def test_an_ordinary_header_stays(header: str) -> None:
    assert why_never(header) == ""


@pytest.mark.parametrize(
    ("number", "real"),
    [
        ("A123456789012", True),
        ("U502400200093", True),
        ("K220670832876", False),
        ("A12345678901A", True),
        ("I123456789012", False),
        ("A12345678901", False),
    ],
)
def test_pupil_numbers_are_known_by_their_check_letter(number: str, real: bool) -> None:
    assert is_upn(number) == real


def _roster(text: str, folder: Path) -> tuple[dict[str, object], str]:
    """The answer to a roster, and every byte that was written down for it."""
    result = judge(io.BytesIO(text.encode()), kind="roster", out=folder, name="roster.csv")
    return result, "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())


def test_columns_are_left_behind_before_they_touch_disk(tmp_path: Path) -> None:
    lines = [
        "Year 7 list,,,",
        "Forename,Legal Surname,D.O.B.,Year",
        "Ada,Canarysurname,01/02/2014,7",
        "Bo,O,03/04/2014,7",
    ]
    result, written = _roster("\n".join(lines), tmp_path)
    assert "Canarysurname" not in written
    assert "2014" not in written
    assert "Ada" in written
    assert written.splitlines()[2:] == ["3,Ada,C,7", "4,Bo,O,7"]
    assert result["warnings"] == [
        f"The column ‘D.O.B.’ was left out. {why_never('D.O.B.')}",
        f"Of the column ‘Legal Surname’ only the first letter was kept. {why_never('Legal Surname')}",
    ]


@pytest.mark.parametrize("header", ["Contact Surname", "Former Surname", "Parent Full Name", "Mother's surname"])
def test_names_of_somebody_else_are_not_even_cut(header: str, tmp_path: Path) -> None:
    _result, written = _roster(f"Forename,{header}\nAda,Canary Name\n", tmp_path)
    assert written.splitlines() == ["1,Forename", "2,Ada"]


@pytest.mark.parametrize("header", _listed(NEVER))
def test_no_value_under_such_a_header_reaches_the_disk(header: str, tmp_path: Path) -> None:
    _result, written = _roster(f'Forename,"{header}"\nAda,Zq Canaryvalue\nBo,Zq Canaryvalue\n', tmp_path)
    assert "Canaryvalue" not in written


def test_a_column_is_known_by_its_look(tmp_path: Path) -> None:
    result, written = _roster("Name,Ref,Where\nAda,U502400200093,WA8 9RJ\nBo,A123456789012,PE8 4GH\n", tmp_path)
    assert written.splitlines() == ["1,Name", "2,Ada", "3,Bo"]
    assert [each["column"] for each in result["tables"][0]["reading"]["dropped"]] == ["Ref", "Where"]  # type: ignore[index]


def test_values_in_free_text_are_left_out_and_named_by_row_only(tmp_path: Path) -> None:
    result, written = _roster(
        "Name,Notes\nAda,collected from wa8 9rj\nBo,was u502400200093\nCy,K220670832876\n", tmp_path
    )
    assert "wa8" not in written
    assert "502400200093" not in written
    assert "K220670832876" in written
    assert result["warnings"] == ["A pupil number or home postcode in a cell was left out: row 2, 3."]


def test_a_register_keeps_its_postcodes(tmp_path: Path) -> None:
    result = judge(io.BytesIO(b"URN,Postcode\n1,WA8 9RJ\n"), kind="register", out=tmp_path, name="")
    assert result["tables"][0]["columns"] == 2


def test_no_line_about_a_child_is_quoted(tmp_path: Path) -> None:
    result, _ = _roster("Name,Year\nCanary\x92s,7\n", tmp_path)
    assert "Canary" not in str(result["warnings"])


def test_an_archive_is_sieved_before_it_touches_disk(tmp_path: Path) -> None:
    data = zipped({"users.csv": "givenName,familyName\nAda,Canarysurname\n" * 50 + '"never closed'})
    assert judge(io.BytesIO(data), kind="roster", out=tmp_path, name="")["verdict"] == "refused"
    assert all("Canarysurname" not in path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
