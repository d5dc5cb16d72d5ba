"""`python -m bouwsteen.cli.messages` writes the page of the catalogue anew."""

from __future__ import annotations

from bouwsteen.cli.messages.pages import write_page

write_page()
