"""What a setting may be, as types: a range, a sentence that tells it, and how much of a value is shown."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta

from footlib.secrecy import hidden, place_of
from footlib.sensors import NAMES
from footlib.setting_values import LONGEST_KIND, LONGEST_NAME, MOST_PERSONS, PERSON

LARGEST_COUNT: Final = 2**32 - 1
"""Of a converter of 32 bits, which is more than any has."""

# How a text is shown, in `repr` as in errors, stands beside what it may be.
Secret = Annotated[str, Meta(description="a text", extra={"shown": hidden})]
Token = Annotated[
    str, Meta(pattern="^[!-~]*$", description="a text of ASCII characters, without blanks", extra={"shown": hidden})
]
User = Annotated[str, Meta(pattern="^[^:]*$", description="a text without a colon", extra={"shown": hidden})]
Headers = Annotated[
    str,
    Meta(
        description="lines as 'X-Api-Key: value', each of another header, none of those that frame a message, as Host",
        extra={"shown": hidden},
    ),
]
Address = Annotated[
    str,
    Meta(
        description=f"an http or https address up to the person's number, or with {PERSON} in its place, without #",
        extra={"shown": place_of},
    ),
]
Host = Annotated[str, Meta(description="the name or the number of a host, without scheme, port, user and password")]
Port = Annotated[int, Meta(ge=1, le=65535, description="a port from 1 to 65535")]
Seconds = Annotated[float, Meta(ge=0.01, le=86400, description="seconds from 0.01 to 86400")]
Switch = Annotated[bool, Meta(description="true or false")]
Persons = Annotated[
    tuple[int, ...],
    Meta(
        min_length=1,
        max_length=MOST_PERSONS,
        description=f"up to {MOST_PERSONS} person numbers from 0 on, as 1-6,9",
    ),
]
Names = Annotated[
    tuple[str, ...],
    Meta(max_length=100, description=f"up to 100 texts of up to {LONGEST_NAME} characters, none with a comma"),
]
Kinds = Annotated[
    tuple[str, ...],
    Meta(max_length=100, description=f"up to 100 texts of up to {LONGEST_KIND} characters, none with a comma"),
]
Hosts = Annotated[
    tuple[str, ...],
    Meta(max_length=100, description="up to 100 names of hosts, without scheme, port and *, as 'ward7.clinic.example'"),
]
Sensors = Annotated[
    tuple[str, ...],
    Meta(max_length=len(NAMES), description="six different ids, as heel_l, none with a comma; or nothing"),
]
Count = Annotated[int, Meta(ge=1, le=LARGEST_COUNT, description=f"a whole number from 1 to {LARGEST_COUNT}")]
