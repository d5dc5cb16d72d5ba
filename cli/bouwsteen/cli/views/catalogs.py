"""The catalog, for people. Works on the data of `formats.catalogs`, so that text and JSON never differ."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bouwsteen.cli.texts import Texts
from bouwsteen.cli.views.addresses import fidelity
from bouwsteen.cli.views.sheets import Look, Part, Sheet, Style, Styled
from bouwsteen.cli.views.values import show_value

_CHANNELS = {"stable": Style.GOOD, "candidate": Style.INFO, "deprecated": Style.WARNING, "recalled": Style.ERROR}


def render_catalog(data: dict[str, Any], look: Look) -> str:
    """One line per block."""
    texts = look.texts
    sheet = Sheet(look)
    names = ("block", "version", "title", "uses", "provides", "obligation")
    sheet.table([_row(block, look) for block in data["blocks"]], [texts(f"heading.{name}") for name in names])
    if not data["blocks"]:
        sheet.line(texts("catalog.none"))
    return sheet.text()


def _row(block: dict[str, Any], look: Look) -> list[Part]:
    offered = [each for each in block["versions"] if each["channel"] not in ("recalled", "candidate")] or block["versions"]
    newest: dict[str, Any] = offered[-1] if offered else {"version": "-", "channel": None}
    return [
        Styled(block["name"], Style.BOLD),
        Styled(newest["version"], _CHANNELS.get(newest["channel"] or "", Style.PLAIN)),
        look.texts.choose(block["title"] or {}),
        ", ".join(each["interface"] for each in block["uses"]) or "-",
        ", ".join(each["interface"] for each in block["provides"]) or "-",
        ", ".join(each["from"] for each in block["obligations"]) or "-",
    ]


def render_block(block: dict[str, Any], look: Look) -> str:
    """Everything that an organisation wants to know before it adopts the block."""
    texts = look.texts
    sheet = Sheet(look)
    title = texts.choose(block["title"] or {})
    sheet.line(Styled(block["name"], Style.BOLD), f"  {title}", Styled(f"  {block['owner'] or ''}", Style.DIM))
    if block["description"]:
        sheet.paragraph(texts.choose(block["description"]), indent=2)
    _section(sheet, "catalog.versions", [_version_row(each, look) for each in block["versions"]])
    _section(sheet, "catalog.parameters", _parameter_rows(block.get("parameters") or {}, sheet.look.texts))
    _section(sheet, "catalog.uses", [[each["name"], each["interface"], each["version"], _optional(each, look)] for each in block["uses"]])
    _section(sheet, "catalog.provides", [[each["name"], each["interface"], each["version"]] for each in block["provides"]])
    _section(sheet, "catalog.data", [_data_row(each) for each in block.get("data", [])])
    _section(sheet, "catalog.targets", [_target_row(each, look) for each in block["targets"]])
    _section(sheet, "catalog.obligations", [_obligation_row(each, look) for each in block["obligations"]])
    _section(sheet, "catalog.roadmap", [[each["version"], each["expected"], texts.choose(each["note"] or {})] for each in block["roadmap"]])
    if block["support"]:
        _section(sheet, "catalog.support", [[name, _plain(value)] for name, value in block["support"].items()])
    return sheet.text()


def _section(sheet: Sheet, key: str, rows: Sequence[Sequence[Part]]) -> None:
    if rows:
        sheet.gap()
        sheet.line(Styled(sheet.look.texts(key), Style.BOLD))
        sheet.table(rows, indent=2)


def _version_row(version: dict[str, Any], look: Look) -> list[Part]:
    channel = version["channel"] or ""
    key = f"channel.{channel}"
    name = look.texts(key) if key in look.texts else channel
    return [
        version["version"],
        Styled(name, _CHANNELS.get(channel, Style.PLAIN)),
        _period(version, look),
        look.texts.choose(version["reason"] or {}),
    ]


def _period(version: dict[str, Any], look: Look) -> str:
    since = version["since"] or ""
    return look.texts("catalog.period", since=since, until=version["until"]) if version["until"] else since


def _parameter_rows(schema: dict[str, Any], texts: Texts) -> list[list[Part]]:
    required = schema.get("required", [])
    rows: list[list[Part]] = []
    for name, each in schema.get("properties", {}).items():
        kind = each.get("type") or ("enum" if "enum" in each else "any")
        default = f"= {show_value(each['default'], texts)}" if "default" in each else ("*" if name in required else "")
        rows.append([name, Styled(kind if isinstance(kind, str) else "|".join(kind), Style.DIM), default, each.get("description", "")])
    return rows


def _data_row(item: dict[str, Any]) -> list[Part]:
    place = item["place"]
    separator = "" if not place or place.startswith("[") else "."
    return [item["interface"], f"{item['name']}{separator}{place}", Styled(item["term"], Style.DIM)]


def _optional(use: dict[str, Any], look: Look) -> str:
    return look.texts("catalog.optional") if use["optional"] else ""


def _target_row(target: dict[str, Any], look: Look) -> list[Part]:
    return [target["name"], fidelity(target["fidelity"], look), look.texts.choose(target["follows"] or {})]


def _obligation_row(obligation: dict[str, Any], look: Look) -> list[Part]:
    return [
        obligation["from"],
        obligation["basis"],
        look.texts.choose(obligation["text"] or {}),
        Styled(obligation["applies_to"], Style.DIM),
    ]


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
