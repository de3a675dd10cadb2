"""How strides laid over each other are written as HTML, on the page and in a cell."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from footlib.analysis import Contact, Quantity, Refused, StrideCurves, stride_curves
from footlib.drawing import strides
from footlib.sensors import Foot
from footlib.ui.browser.elements import NOTHING, button, joined, markup

TITLE: Final = Markup("<h2>Strides</h2>")


def head(quantity: Quantity) -> Markup:
    """The title, and a switch for what is laid over each other."""
    switches = joined(button("strides", words, pressed=one is quantity, of=one) for one, words in strides.WORDS.items())
    return markup('{}<span role="group" aria-label="Laid over each other">{}</span>', TITLE, switches)


def body(contact: Contact, quantity: Quantity) -> Markup:
    """A plot a foot, or why there is none."""
    feet = [stride_curves(contact, foot) for foot in Foot]
    reasons = {one.reason for one in feet if isinstance(one, Refused)}
    if len(reasons) == 1 and all(isinstance(one, Refused) for one in feet):
        return markup('<p class="fw-empty">Strides are not laid over each other: {}.</p>', reasons.pop())
    scale = strides.axis(feet, quantity)
    plots = joined(_foot(foot, curves, quantity, scale) for foot, curves in zip(Foot, feet, strict=True))
    caution = next((one.caution for one in feet if isinstance(one, StrideCurves) and one.caution), "")
    more = markup("; {}", caution) if caution else NOTHING
    return markup(
        '<div class="fw-stride-plots">{}</div>'
        '<p class="fw-note">{} from contact to contact, mean and SD in {}; toe-off dashed, outliers thin{}.</p>',
        plots,
        strides.WORDS[quantity],
        quantity.unit_in(contact.recording.calibration),
        more,
    )


def _foot(foot: Foot, curves: StrideCurves | Refused, quantity: Quantity, scale: strides.Axis) -> Markup:
    title = markup('<h3 class="fw-{}">{} foot</h3>', foot, foot.title())
    if isinstance(curves, Refused):
        return markup('<figure><figcaption>{}</figcaption><p class="fw-empty">{}</p></figure>', title, curves.reason)
    plot = Markup(strides.plot(curves, quantity, scale))  # noqa: S704 - numbers and words of ours
    return markup("<figure><figcaption>{}{}</figcaption>{}</figure>", title, strides.counted(curves), plot)
