"""About fields and their values."""

from __future__ import annotations

from typing import Final

from bouwsteen.cli.sentences.entries import Sentence

SENTENCES: Final = (
    Sentence(
        "A version of three numbers, as in `1.4.0`.",
        "Een versie van drie getallen, zoals `1.4.0`.",
        "Une version de trois nombres, comme `1.4.0`.",
    ),
    Sentence(
        "A NIS number: five digits in quotes.",
        "Een NIS-nummer: vijf cijfers tussen aanhalingstekens.",
        "Un numéro INS : cinq chiffres entre guillemets.",
    ),
    Sentence(
        "The block `{block}` takes no files `{name}`.",
        "De bouwsteen `{block}` neemt geen bestanden `{name}`.",
        "La brique `{block}` ne prend pas de fichiers `{name}`.",
    ),
    Sentence("The fields here are: {names}.", "De velden hier zijn: {names}.", "Les champs ici sont : {names}."),
    Sentence(
        "`{field}` must be {type}, not {given}.",
        "`{field}` moet {type} zijn, en is {given}.",
        "`{field}` doit être {type}, et est {given}.",
    ),
    Sentence(
        "Put the value in quotes to make it text.",
        "Zet de waarde tussen aanhalingstekens om er tekst van te maken.",
        "Mettez la valeur entre guillemets pour en faire du texte.",
    ),
    Sentence(
        "`{field}` holds a value that is not one of those allowed.",
        "`{field}` heeft een waarde die niet mag.",
        "`{field}` a une valeur qui n'est pas permise.",
    ),
    Sentence("The value must be `{value}`.", "De waarde moet `{value}` zijn.", "La valeur doit être `{value}`."),
    Sentence(
        "{name} does not have the form that is asked here.",
        "{name} heeft niet de vorm die hier gevraagd is.",
        "{name} n'a pas la forme demandée ici.",
    ),
    Sentence(
        "A name: small letters, digits and hyphens, beginning with a letter, at most 42 characters.",
        "Een naam: kleine letters, cijfers en koppeltekens, met een letter vooraan, ten hoogste 42 tekens.",
        "Un nom : petites lettres, chiffres et traits d'union, commençant par une lettre, au plus 42 caractères.",
    ),
    Sentence(
        "`{field}` is not a range of versions as npm writes it.",
        "`{field}` is geen bereik van versies zoals npm ze schrijft.",
        "`{field}` n'est pas une plage de versions comme npm les écrit.",
    ),
    Sentence(
        "A range of versions as npm writes it, as in `^1.2`, `~1.2` or `>=1.2 <3`.",
        "Schrijf een bereik zoals npm, bijvoorbeeld `^1.2`, `~1.2` of `>=1.2 <3`.",
        "Écrivez une plage comme npm, par exemple `^1.2`, `~1.2` ou `>=1.2 <3`.",
    ),
    Sentence(
        "Correct the first ones and look again: many often have one cause.",
        "Verbeter eerst deze en kijk opnieuw: veel fouten hebben vaak een oorzaak.",
        "Corrigez d'abord celles-ci et regardez à nouveau : beaucoup ont souvent une même cause.",
    ),
    Sentence(
        "`{field}` holds a user name or a password, and a document is read by many.",
        "`{field}` bevat een gebruikersnaam of een wachtwoord, en een document wordt door velen gelezen.",
        "`{field}` contient un nom d'utilisateur ou un mot de passe, et un document est lu par beaucoup de gens.",
    ),
    Sentence(
        "Leave them out. git finds those of its own machine: a credential helper or an SSH key.",
        "Laat ze weg. git vindt die van zijn eigen machine: met een credential helper of een SSH-sleutel.",
        "Retirez-les. git trouve ceux de sa propre machine : un credential helper ou une clé SSH.",
    ),
)
