"""The image of a sender: its initial on a plain field, so that nobody takes a simulator's sender for a real one."""

from __future__ import annotations

from html import escape

_DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" viewBox="0 0 96 96" role="img" aria-label="{name}">'
    '<rect width="96" height="96" fill="#003b71"/>'
    '<text x="48" y="66" font-family="sans-serif" font-size="52" text-anchor="middle" fill="#ffffff">{initial}</text></svg>\n'
)


def draw_logo(name: str) -> bytes:
    """SVG in UTF-8."""
    return _DRAWING.format(name=escape(name), initial=escape(name[:1].upper())).encode()
