from __future__ import annotations

import re
from pathlib import Path

import pytest

from footlib.errors import SettingsError
from footlib.standin import FAULTS, Fault
from footlib.standin.fault_picker import FaultPicker
from footlib.standin.profile import read_profile


def profile(folder: Path, text: str) -> Path:
    path = folder / "profile.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_profile_is_read_in_order(tmp_path: Path) -> None:
    faults = read_profile(
        profile(
            tmp_path,
            """
            [[fault]]
            kind = "slow"
            persons = [1, 4]
            share = 0.2
            seconds = 3

            [[fault]]
            kind = "redirect"
            location = "http://127.0.0.1:1/"
            """,
        )
    )
    assert faults == (
        Fault("slow", 0.2, frozenset({1, 4}), {"seconds": 3}),
        Fault("redirect", 1.0, None, {"location": "http://127.0.0.1:1/"}),
    )


@pytest.mark.parametrize("kind", FAULTS)
def test_every_fault_and_its_parameters_can_be_named(kind: str, tmp_path: Path) -> None:
    values = {name: parameter.default for name, parameter in FAULTS[kind].parameters.items()}
    lines = "\n".join(f"{name} = {value!r}" for name, value in values.items())
    assert read_profile(profile(tmp_path, f'[[fault]]\nkind = "{kind}"\n{lines}')) == (Fault(kind, values=values),)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "fault: found nothing, allowed is one [[fault]] table or more"),
        ("fault = 3", "fault: found 3, allowed is one [[fault]] table or more"),
        ("[[faults]]", "faults: found an unknown key, allowed is [[fault]] tables"),
        ("[[fault]]\nshare = 1", "fault[1].kind: found nothing, allowed is one of slow, hang"),
        ('[[fault]]\nkind = "hnag"', "fault[1].kind: found 'hnag', allowed is one of"),
        ('[[fault]]\nkind = "hnag"', "(did you mean hang?)"),
        ("[[fault]]\nkind = 5", "fault[1].kind: found 5"),
        ('[[fault]]\nkind = "nan"\n[[fault]]\nkind = "hang"\nsecond = 1', "fault[2].second: found an unknown key"),
        ('[[fault]]\nkind = "nan"\nseconds = 1', "allowed is one of kind, persons, share"),
        ('[[fault]]\nkind = "nan"\nshare = 2', "fault[1].share: found 2, allowed is a number from 0 to 1"),
        ('[[fault]]\nkind = "nan"\nshare = nan', "fault[1].share: found nan"),
        ('[[fault]]\nkind = "nan"\nshare = true', "fault[1].share: found True"),
        ('[[fault]]\nkind = "hang"\nseconds = "1"', "fault[1].seconds: found '1', allowed is a number from 0 to 3600"),
        ('[[fault]]\nkind = "redirect"\nlocation = "a\\nb"', "allowed is a text of printable characters"),
        ('[[fault]]\nkind = "nan"\npersons = []', "fault[1].persons: found [], allowed is person numbers"),
        ('[[fault]]\nkind = "nan"\npersons = [true]', "fault[1].persons: found [True]"),
        ('[[fault]]\nkind = "nan"\npersons = "1-3"', "fault[1].persons: found '1-3'"),
        ('[[fault]]\nkind = "redirect"\nlocation = ""', "fault[1].location: found ''"),
        ('[[fault]]\nkind = "redirect"\nlocation = "http://a/\\n"', "allowed is a text of printable characters"),
        (f'[[fault]]\nkind = "hang"\nseconds = 1{"0" * 400}', "allowed is a number from 0 to 3600"),
        ('[[fault]]\nkind = "hang"\nseconds = 1979-05-27', "fault[1].seconds: found datetime.date(1979, 5, 27)"),
        ("fault = [1]", "fault: found [1], allowed is one [[fault]] table or more"),
        ("fault = []", "allowed is one [[fault]] table or more"),
        ("[[fault]", "which is no TOML"),
        (f"fault = {'[' * 5000}{']' * 5000}", "which is no TOML"),
    ],
)
def test_a_wrong_profile_names_the_key_what_was_found_and_what_is_allowed(
    text: str, sentence: str, tmp_path: Path
) -> None:
    path = profile(tmp_path, text)
    with pytest.raises(SettingsError, match=re.escape(sentence)) as caught:
        read_profile(path)
    assert str(path) in str(caught.value)


def test_faults_strike_their_persons_in_their_share() -> None:
    faults = (Fault("hang", 0.25, frozenset({2})), Fault("nan", 0.5))
    picker = FaultPicker(faults, 0.0, seed=7)
    first = [picker.pick(1) for _ in range(2000)]
    second = [picker.pick(2) for _ in range(2000)]
    assert faults[0] not in first
    assert first.count(faults[1]) == pytest.approx(1000, abs=100)
    assert second.count(faults[0]) == pytest.approx(500, abs=100)
    assert second.count(faults[1]) == pytest.approx(750, abs=100), "the first that strikes counts"


def test_the_same_seed_rolls_the_same() -> None:
    def rolls(seed: int) -> list[Fault | None]:
        picker = FaultPicker((Fault("nan", 0.3),), 0.2, seed)
        return [picker.pick(1) for _ in range(200)]

    assert rolls(1) == rolls(1)
    assert rolls(1) != rolls(2)
