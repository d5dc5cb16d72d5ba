"""Pages as a virtual person sees them: title, links and forms, read with the standard parser.

Pure. A form is filled by the rules of HTML (which controls are sent, and as what), so a
journey works with any service that works in a browser without scripts.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

Pair = tuple[str, str]
Values = Mapping[str, Iterable[str] | str]

_BUTTONS = frozenset({"submit", "image", "button", "reset"})
_CHOICES = frozenset({"checkbox", "radio"})
_NEVER_SENT = frozenset({"file", "button", "reset", "image"})


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Control:
    """One control of a form. `kind` is the type of an input, or `select`, `textarea`, `submit`.

    A radio or checkbox is one control for each value; `options` are those of a select.
    """

    name: str
    kind: str
    value: str = ""
    checked: bool = False
    multiple: bool = False
    disabled: bool = False
    options: tuple[Option, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_required(self) -> bool:
        return "required" in self.attributes or self.attributes.get("aria-required") == "true"


@dataclass(frozen=True, slots=True)
class Form:
    action: str
    method: str
    controls: tuple[Control, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def buttons(self) -> tuple[Control, ...]:
        return tuple(control for control in self.controls if control.kind == "submit")

    @property
    def names(self) -> frozenset[str]:
        """Of what a person fills in: no hidden field and no button."""
        return frozenset(control.name for control in self.controls if control.name and control.kind not in {"hidden", *_BUTTONS})

    def fill(self, values: Values, button: Control | None = None) -> list[Pair]:
        """What a browser sends: every control with its own value, or the one in `values`.

        The first button is pressed unless another is given.
        """
        pressed = button or next(iter(self.buttons), None)
        pairs: list[Pair] = []
        for control in self.controls:
            if not control.name or control.disabled or control.kind in _NEVER_SENT:
                continue
            if control.kind == "submit":
                pairs += [(control.name, control.value)] if control == pressed else []
            else:
                pairs += [(control.name, value) for value in _values_of(control, values)]
        return pairs


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    text: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """An answer. It is read as HTML when somebody first looks: reading costs more than fetching,
    and a generator that reads what nobody needs becomes the bottleneck of its own test.
    """

    url: str = ""
    status: int = 0
    content_type: str = ""
    source: str = ""

    @property
    def title(self) -> str:
        return _tidy(self._read.title)

    @property
    def text(self) -> str:
        """What a person reads, with runs of white space as one space."""
        return _tidy(" ".join(self._read.words))

    @property
    def links(self) -> list[Link]:
        return self._read.links

    @property
    def forms(self) -> list[Form]:
        return self._read.forms

    @functools.cached_property
    def _read(self) -> _Reader:
        """Never raises on bad HTML: it reads what is there. What is no HTML has no parts."""
        reader = _Reader()
        if "html" in self.content_type:
            reader.feed(self.source)
            reader.close()
            reader.end_form()
        return reader

    def find_link(self, *parts: str) -> Link | None:
        """The first link with one of `parts` in its address, its text or its attributes."""
        return next((link for link in self.links if _mentions(parts, link.url, link.text, *link.attributes.values())), None)

    def find_form(self, *names: str) -> Form | None:
        """The first form with a control of one of these names; without names, the first that is sent by POST."""
        for form in self.forms:
            if any(control.name in names for control in form.controls) if names else form.method == "POST":
                return form
        return None

    def json(self) -> Any:
        """Raises ValueError when the page is not JSON."""
        return json.loads(self.source)


def _values_of(control: Control, values: Values) -> list[str]:
    wanted = values.get(control.name)
    chosen = [wanted] if isinstance(wanted, str) else list(wanted) if wanted is not None else None
    if control.kind in _CHOICES:
        return [control.value] if (control.checked if chosen is None else control.value in chosen) else []
    if chosen is not None:
        return chosen
    if control.kind != "select":
        return [control.value]
    selected = [option.value for option in control.options if option.chosen]
    if selected or control.multiple or not control.options:
        return selected
    return [control.options[0].value]


def _mentions(parts: Iterable[str], *texts: str) -> bool:
    return any(part.casefold() in text.casefold() for part in parts for text in texts)


def _tidy(text: str) -> str:
    return " ".join(text.split())


class _Reader(HTMLParser):
    """Gathers what `Page` holds. Text inside a link, option, button or textarea goes to it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.words: list[str] = []
        self.links: list[Link] = []
        self.forms: list[Form] = []
        self._form: dict[str, str] | None = None
        self._controls: list[Control] = []
        self._options: list[Option] = []
        self._open: dict[str, tuple[dict[str, str], list[str]]] = {}
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in {"script", "style", "template"}:
            self._hidden += 1
        elif tag == "form":
            self.end_form()
            self._form, self._controls = attributes, []
        elif tag == "input" and self._form is not None:
            self._controls.append(_input(attributes))
        elif tag in {"a", "title", "button", "textarea", "select", "option"}:
            if tag == "option":
                self._end("option")
            if tag == "select":
                self._options = []
            self._open[tag] = (attributes, [])

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style", "template"}:
            self._hidden = max(0, self._hidden - 1)
        elif tag == "form":
            self.end_form()
        else:
            if tag == "select":
                self._end("option")
            self._end(tag)

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        for _, words in self._open.values():
            words.append(data)
        if not self._open.keys() & {"title", "option", "textarea"}:
            self.words.append(data)

    def end_form(self) -> None:
        if self._form is None:
            return
        for tag in ("option", "select", "textarea", "button"):
            self._end(tag)
        method = self._form.get("method", "get").upper()
        self.forms.append(Form(self._form.get("action", ""), method, tuple(self._controls), self._form))
        self._form = None

    def _end(self, tag: str) -> None:
        if tag not in self._open:
            return
        attributes, words = self._open.pop(tag)
        text = "".join(words)
        if tag == "title":
            self.title = self.title or text
        elif tag == "a":
            self.links.append(Link(attributes.get("href", ""), _tidy(text), attributes))
        elif tag == "option":
            self._options.append(Option(attributes.get("value", _tidy(text)), _tidy(text), "selected" in attributes))
        elif self._form is not None:
            self._controls.append(self._control(tag, attributes, text))

    def _control(self, tag: str, attributes: dict[str, str], text: str) -> Control:
        name, disabled = attributes.get("name", ""), "disabled" in attributes
        if tag == "textarea":
            return Control(name, tag, text.removeprefix("\n"), disabled=disabled, attributes=attributes)
        if tag == "select":
            return Control(
                name, tag, multiple="multiple" in attributes, disabled=disabled, options=tuple(self._options), attributes=attributes
            )
        return Control(name, attributes.get("type", "submit"), attributes.get("value", ""), disabled=disabled, attributes=attributes)


def _input(attributes: dict[str, str]) -> Control:
    kind = attributes.get("type", "text").lower() or "text"
    value = attributes.get("value", "on" if kind in _CHOICES else "")
    return Control(
        attributes.get("name", ""), kind, value, "checked" in attributes, disabled="disabled" in attributes, attributes=attributes
    )
