"""Templates are compiled once, and anew when they change."""

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment
from jinja2.environment import Template

from footlib.launch.templates import CachingLoader


def rendered(texts: dict[str, str]) -> str:
    """What a page of its own environment shows, as nbconvert makes one."""
    environment = Environment(loader=ChoiceLoader([CachingLoader(), DictLoader(texts)]), autoescape=True)
    page: Template = environment.get_template("page")
    return page.render(word="<b>")


def test_a_template_is_compiled_for_the_first_page_only(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str | None] = []
    compile_ = Environment.compile

    def counted(self: Environment, source: str, name: str | None = None, *others: object) -> object:
        compiled.append(name)
        return compile_(self, source, name, *others)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", counted)
    texts = {
        "page": "{% extends 'base' %}{% block words %}{{ word }}{% endblock %}",
        "base": "[{% block words %}{% endblock %}]",
    }
    assert rendered(texts) == rendered(texts) == "[&lt;b&gt;]"
    assert compiled == ["page", "base"]
    assert rendered(texts | {"base": "({% block words %}{% endblock %})"}) == "(&lt;b&gt;)"
    assert compiled == ["page", "base", "base"]
