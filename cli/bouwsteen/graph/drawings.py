"""A graph as text: Graphviz, Mermaid or SVG. Pure and deterministic; labels may hold anything.

An arrow goes from what needs to what is needed, and carries the why where there is one.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bouwsteen.graph.layouts import Box, Layout, lay_out


@dataclass(frozen=True, slots=True)
class Node:
    """`id` is unique in a drawing. `kind` chooses a fill: see `KINDS`. `detail` is a second, smaller line."""

    id: str
    label: str
    detail: str = ""
    kind: str = ""
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    source: str
    target: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A cluster is a box around the nodes that name it; in SVG each of them says its name.

    Arrows to a node that is not drawn, or to itself, are left out.
    """

    title: str
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    description: str = ""

    def drawn_arrows(self) -> list[Arrow]:
        known = {node.id for node in self.nodes}
        return [arrow for arrow in self.arrows if {arrow.source, arrow.target} <= known and arrow.source != arrow.target]

    def clusters(self) -> Mapping[str, list[Node]]:
        """By name, in order of first appearance; nodes without a cluster under the empty name."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            found.setdefault(node.cluster, []).append(node)
        return found


# Fill and border per kind. Each is told apart by its border too, not by colour alone.
KINDS: Mapping[str, tuple[str, str]] = {
    "": ("#ffffff", "#333333"),
    "simulated": ("#fff4cc", "#8a6d00"),
    "production": ("#dff2e1", "#1b6e2b"),
    "external": ("#e8e8e8", "#555555"),
    "service": ("#dbeafe", "#1e4fa3"),
}
_DASHED = frozenset({"simulated", "external"})


def to_dot(drawing: Drawing) -> str:
    lines = [
        "digraph {",
        f"  label={_dot_text(drawing.title)};",
        "  rankdir=LR;",
        '  node [shape=box, style="rounded,filled", fontname="sans-serif"];',
        '  edge [fontname="sans-serif", fontsize=10];',
    ]
    for number, (cluster, nodes) in enumerate(drawing.clusters().items()):
        indent = "  "
        if cluster:
            lines += [f"  subgraph cluster_{number} {{", f"    label={_dot_text(cluster)};"]
            indent = "    "
        lines += [f"{indent}{_dot_node(node)}" for node in nodes]
        if cluster:
            lines.append("  }")
    for arrow in drawing.drawn_arrows():
        why = f" [label={_dot_text(arrow.why)}]" if arrow.why else ""
        lines.append(f"  {_dot_text(arrow.source)} -> {_dot_text(arrow.target)}{why};")
    return "\n".join([*lines, "}"]) + "\n"


def _dot_node(node: Node) -> str:
    fill, border = KINDS.get(node.kind, KINDS[""])
    style = ', style="rounded,filled,dashed"' if node.kind in _DASHED else ""
    label = _dot_text(node.label + (f"\n{node.detail}" if node.detail else ""))
    return f'{_dot_text(node.id)} [label={label}, fillcolor="{fill}", color="{border}"{style}];'


def _dot_text(text: str) -> str:
    """A quoted string in which nothing is special: backslashes and quotes are escaped, a newline is one to Graphviz."""
    escaped = _printable(text, keep="\n").replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def to_mermaid(drawing: Drawing) -> str:
    """A Mermaid flowchart. Nodes get numbers for names, so that no label can be read as syntax."""
    names = {node.id: f"n{number}" for number, node in enumerate(drawing.nodes)}
    lines = [
        "---",
        f"title: {_yaml_text(drawing.title)}",
        "---",
        "flowchart LR",
        f"  accTitle: {_accessible_line(drawing.title)}",
        f"  accDescr: {_accessible_line(drawing.description or drawing.title)}",
    ]
    for number, (cluster, nodes) in enumerate(drawing.clusters().items()):
        indent = "  "
        if cluster:
            lines.append(f"  subgraph c{number}[{_mermaid_text(cluster)}]")
            indent = "    "
        for node in nodes:
            label = _mermaid_text(node.label) if not node.detail else f'"{_mermaid_plain(node.label)}<br/>{_mermaid_plain(node.detail)}"'
            kind = f":::{node.kind}" if node.kind in KINDS and node.kind else ""
            lines.append(f"{indent}{names[node.id]}[{label}]{kind}")
        if cluster:
            lines.append("  end")
    for arrow in drawing.drawn_arrows():
        why = f"|{_mermaid_text(arrow.why)}|" if arrow.why else ""
        lines.append(f"  {names[arrow.source]} -->{why} {names[arrow.target]}")
    for kind in sorted({node.kind for node in drawing.nodes} & (KINDS.keys() - {""})):
        fill, border = KINDS[kind]
        dashes = ",stroke-dasharray:4 3" if kind in _DASHED else ""
        lines.append(f"  classDef {kind} fill:{fill},stroke:{border},color:#111111{dashes}")
    return "\n".join(lines) + "\n"


def _mermaid_text(text: str) -> str:
    return f'"{_mermaid_plain(text)}"'


def _mermaid_plain(text: str) -> str:
    """Everything but letters, digits and harmless marks as an entity code, which Mermaid shows and never reads."""
    return "".join(each if each.isalnum() or each in " -_./:,()" else f"#{ord(each)};" for each in _printable(text))


def _accessible_line(text: str) -> str:
    return " ".join(_mermaid_plain(text).split())


def _yaml_text(text: str) -> str:
    escaped = _printable(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _printable(text: str, keep: str = "") -> str:
    return "".join(each if each.isprintable() or each in keep else "\N{REPLACEMENT CHARACTER}" for each in text)


def to_svg(drawing: Drawing) -> str:
    """A standalone SVG with title and description, so that a screen reader can tell what is drawn."""
    arrows = drawing.drawn_arrows()
    sizes = {node.id: _node_size(node) for node in drawing.nodes}
    layout = lay_out(sizes, [(arrow.source, arrow.target) for arrow in arrows])
    description = drawing.description or _describe(drawing, arrows)
    lines = [
        _svg_start(layout),
        f'<title id="title">{_xml(drawing.title)}</title>',
        f'<desc id="description">{_xml(description)}</desc>',
        _ARROW_TIP,
        f'<rect width="{layout.width}" height="{layout.height}" fill="#ffffff"/>',
        *(_svg_arrow(arrow, layout) for arrow in arrows),
        *(_svg_node(node, layout.boxes[node.id]) for node in drawing.nodes),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


_ARROW_TIP = (
    '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">'
    '<path d="M0 0 L10 5 L0 10 z" fill="#333333"/></marker></defs>'
)


def _svg_start(layout: Layout) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title description" '
        f'viewBox="0 0 {layout.width} {layout.height}" width="{layout.width}" height="{layout.height}" '
        'font-family="sans-serif" font-size="14">'
    )


def _small_line(node: Node) -> str:
    """The layout knows no boxes around boxes: the cluster is told in words."""
    return ", ".join(part for part in (node.cluster, node.detail) if part)


def _node_size(node: Node) -> tuple[int, int]:
    small = _small_line(node)
    return (max(80, 9 * len(node.label) + 24, 7 * len(small) + 24), 52 if small else 36)


def _describe(drawing: Drawing, arrows: Sequence[Arrow]) -> str:
    labels = {node.id: node.label for node in drawing.nodes}
    sentences = [f"{labels[arrow.source]} needs {labels[arrow.target]}{f' ({arrow.why})' if arrow.why else ''}." for arrow in arrows]
    return " ".join(sentences) or f"{', '.join(labels.values())}: nothing needs anything else."


def _svg_node(node: Node, box: Box) -> str:
    fill, border = KINDS.get(node.kind, KINDS[""])
    dashes = ' stroke-dasharray="4 3"' if node.kind in _DASHED else ""
    middle = box.x + box.width // 2
    small = _small_line(node)
    detail = f'<text x="{middle}" y="{box.y + 40}" text-anchor="middle" font-size="12" fill="#444444">{_xml(small)}</text>' if small else ""
    return (
        f'<g><rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="6" fill="{fill}" stroke="{border}"{dashes}/>'
        f'<text x="{middle}" y="{box.y + 22}" text-anchor="middle" fill="#111111">{_xml(node.label)}</text>{detail}</g>'
    )


def _svg_arrow(arrow: Arrow, layout: Layout) -> str:
    points = layout.routes[(arrow.source, arrow.target)]
    path = " ".join(f"{x},{y}" for x, y in points)
    middle_x, middle_y = (points[0][0] + points[-1][0]) // 2, (points[0][1] + points[-1][1]) // 2
    if len(points) > 2:
        middle_x, middle_y = points[len(points) // 2]
    why = (
        f'<text x="{middle_x}" y="{middle_y - 4}" text-anchor="middle" font-size="11" fill="#444444">{_xml(arrow.why)}</text>'
        if arrow.why
        else ""
    )
    return f'<g><polyline points="{path}" fill="none" stroke="#333333" marker-end="url(#tip)"/>{why}</g>'


def _xml(text: str) -> str:
    return html.escape(_printable(text))


FORMS: Mapping[str, Callable[[Drawing], str]] = {"dot": to_dot, "mermaid": to_mermaid, "svg": to_svg}
