"""Drawings: escaped, accessible, the same bytes each time."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bouwsteen.graph.drawings import FORMS, KINDS, Arrow, Drawing, Node, to_dot, to_mermaid, to_svg

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = 'a"] --> b\\" <script>alert(1)</script> ]]> & ; %% \x1b[31m\n:::x {{#quot;}}'

EXAMPLE = Drawing(
    "Herstappe",
    (
        Node("forms", "forms", "1.0.0", "simulated", "herstappe"),
        Node("identity", "identity", "", "production", "herstappe"),
        Node("other/broker", "broker", "", "external", "digitaal-vlaanderen"),
        Node("alone", "alone"),
    ),
    (
        Arrow("forms", "identity", "identity: oidc-client"),
        Arrow("identity", "other/broker", "broker"),
        Arrow("forms", "nowhere"),
        Arrow("alone", "alone"),
    ),
)


def read_svg(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  our own output, and reading it proves that it is sound


def test_dot() -> None:
    assert to_dot(EXAMPLE) == (
        "digraph {\n"
        '  label="Herstappe";\n'
        "  rankdir=LR;\n"
        '  node [shape=box, style="rounded,filled", fontname="sans-serif"];\n'
        '  edge [fontname="sans-serif", fontsize=10];\n'
        "  subgraph cluster_0 {\n"
        '    label="herstappe";\n'
        '    "forms" [label="forms\\n1.0.0", fillcolor="#fff4cc", color="#8a6d00", style="rounded,filled,dashed"];\n'
        '    "identity" [label="identity", fillcolor="#dff2e1", color="#1b6e2b"];\n'
        "  }\n"
        "  subgraph cluster_1 {\n"
        '    label="digitaal-vlaanderen";\n'
        '    "other/broker" [label="broker", fillcolor="#e8e8e8", color="#555555", style="rounded,filled,dashed"];\n'
        "  }\n"
        '  "alone" [label="alone", fillcolor="#ffffff", color="#333333"];\n'
        '  "forms" -> "identity" [label="identity: oidc-client"];\n'
        '  "identity" -> "other/broker" [label="broker"];\n'
        "}\n"
    )


def test_mermaid() -> None:
    assert to_mermaid(EXAMPLE) == (
        "---\n"
        'title: "Herstappe"\n'
        "---\n"
        "flowchart LR\n"
        "  accTitle: Herstappe\n"
        "  accDescr: Herstappe\n"
        '  subgraph c0["herstappe"]\n'
        '    n0["forms<br/>1.0.0"]:::simulated\n'
        '    n1["identity"]:::production\n'
        "  end\n"
        '  subgraph c1["digitaal-vlaanderen"]\n'
        '    n2["broker"]:::external\n'
        "  end\n"
        '  n3["alone"]\n'
        '  n0 -->|"identity: oidc-client"| n1\n'
        '  n1 -->|"broker"| n2\n'
        "  classDef external fill:#e8e8e8,stroke:#555555,color:#111111,stroke-dasharray:4 3\n"
        "  classDef production fill:#dff2e1,stroke:#1b6e2b,color:#111111\n"
        "  classDef simulated fill:#fff4cc,stroke:#8a6d00,color:#111111,stroke-dasharray:4 3\n"
    )


def test_svg_can_be_read_aloud() -> None:
    root = read_svg(to_svg(EXAMPLE))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title description"
    assert root.findtext(f"{SVG}title") == "Herstappe"
    assert root.findtext(f"{SVG}desc") == "forms needs identity (identity: oidc-client). identity needs broker (broker)."
    texts = [each.text for each in root.iter(f"{SVG}text")]
    assert {"forms", "identity", "broker", "alone", "herstappe, 1.0.0"} <= set(texts)


def test_svg_boxes_do_not_overlap_and_fit_the_page() -> None:
    root = read_svg(to_svg(EXAMPLE))
    boxes = [[int(box.get(name, "0")) for name in ("x", "y", "width", "height")] for box in root.findall(f"{SVG}g/{SVG}rect")]
    assert len(boxes) == 4
    page = [int(root.get(name, "0")) for name in ("width", "height")]
    for index, (x, y, width, height) in enumerate(boxes):
        assert x >= 0
        assert y >= 0
        assert x + width <= page[0]
        assert y + height <= page[1]
        for other_x, other_y, other_width, other_height in boxes[index + 1 :]:
            assert x + width <= other_x or other_x + other_width <= x or y + height <= other_y or other_y + other_height <= y


@pytest.mark.parametrize("form", FORMS)
def test_the_same_drawing_is_the_same_bytes(form: str) -> None:
    assert FORMS[form](EXAMPLE) == FORMS[form](EXAMPLE)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_to_draw_is_still_a_drawing(form: str) -> None:
    assert FORMS[form](Drawing("Leeg", (), ()))


def test_a_hostile_label_stays_a_label() -> None:
    drawing = Drawing(HOSTILE, (Node("a", HOSTILE, HOSTILE, HOSTILE, HOSTILE), Node(HOSTILE, "b")), (Arrow("a", HOSTILE, HOSTILE),))
    for text in (to_dot(drawing), to_mermaid(drawing), to_svg(drawing)):
        assert "\x1b" not in text
    svg = read_svg(to_svg(drawing))
    assert {each.tag.removeprefix(SVG) for each in svg.iter()} <= {
        "svg",
        "title",
        "desc",
        "defs",
        "marker",
        "path",
        "rect",
        "g",
        "polyline",
        "text",
    }
    _only_strings_are_free(to_dot(drawing))
    body = to_mermaid(drawing).split("flowchart", 1)[1]
    assert "<script" not in body
    assert body.count("-->") == 1


def _only_strings_are_free(dot: str) -> None:
    """Outside quoted strings, DOT holds only what we write."""
    outside = re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', dot)
    assert '"' not in outside.replace('""', "")
    assert re.fullmatch(r"[a-zA-Z0-9_ \n{}\[\]=,;>-]*", outside.replace('""', "")), outside


labels = st.text(max_size=12)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(labels, labels, st.sampled_from([*KINDS]), labels), max_size=6), st.data())
def test_any_labels_give_sound_drawings(rows: list[tuple[str, str, str, str]], data: st.DataObject) -> None:
    nodes = tuple(Node(f"{index}", *row) for index, row in enumerate(rows))
    ends = st.sampled_from([node.id for node in nodes] or ["none"])
    arrows = tuple(data.draw(st.lists(st.builds(Arrow, ends, ends, labels), max_size=8)))
    drawing = Drawing(data.draw(labels), nodes, arrows)
    root = read_svg(to_svg(drawing))
    assert len(root.findall(f"{SVG}g/{SVG}polyline")) == len(drawing.drawn_arrows())
    _only_strings_are_free(to_dot(drawing))
    assert to_mermaid(drawing).split("flowchart", 1)[1].count(" -->") == len(drawing.drawn_arrows())
