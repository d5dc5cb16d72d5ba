"""Labels, headings and sentences of the views."""

from __future__ import annotations

from collections.abc import Mapping

from bouwsteen.cli.texts.text import Text

VIEW_TEXTS: Mapping[str, Text] = {
    "diagnostics.error": Text("Fout", "Erreur", "Error"),
    "diagnostics.warning": Text("Waarschuwing", "Avertissement", "Warning"),
    "diagnostics.info": Text("Ter info", "Info", "Note"),
    "diagnostics.remedy": Text("Wat te doen:", "Que faire :", "What to do:"),
    "diagnostics.errors.one": Text("{n} fout", "{n} erreur", "{n} error"),
    "diagnostics.errors.other": Text("{n} fouten", "{n} erreurs", "{n} errors"),
    "diagnostics.warnings.one": Text("{n} waarschuwing", "{n} avertissement", "{n} warning"),
    "diagnostics.warnings.other": Text("{n} waarschuwingen", "{n} avertissements", "{n} warnings"),
    "main.cancelled": Text("Afgebroken.", "Interrompu.", "Cancelled."),
}
