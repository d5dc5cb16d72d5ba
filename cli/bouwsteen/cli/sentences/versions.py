"""About versions, locks, and the catalog that they come from."""

from __future__ import annotations

from typing import Final

from bouwsteen.cli.sentences.entries import Sentence

SENTENCES: Final = (
    Sentence(
        "`{stack}` has no lock, so nothing says which versions it runs, and two machines may choose others.",
        "`{stack}` heeft geen lock, dus niets zegt welke versies er draaien, en twee machines kunnen andere kiezen.",
        "`{stack}` n'a pas de verrou : rien ne dit quelles versions tournent, et deux machines peuvent en choisir d'autres.",
    ),
    Sentence("Write it, and put it in git:", "Schrijf hem, en zet hem in git:", "Écrivez-le, et mettez-le dans git :"),
    Sentence(
        "Look at what changed, then write the lock again:",
        "Kijk wat er veranderde, en schrijf de lock opnieuw:",
        "Regardez ce qui a changé, puis réécrivez le verrou :",
    ),
    Sentence(
        "The stack adopts {block}, and no version of it is pinned.",
        "De stack neemt {block} op, en geen versie ervan ligt vast.",
        "La stack adopte {block}, et aucune version n'en est fixée.",
    ),
    Sentence(
        "The stack asks for {block} {version}, and {pinned} is pinned.",
        "De stack vraagt {block} {version}, en {pinned} ligt vast.",
        "La stack demande {block} {version}, et {pinned} est fixé.",
    ),
    *(
        sentence
        for en, nl, fr in (
            ("The block", "De bouwsteen", "La brique"),
            ("The interface", "Het koppelvlak", "L'interface"),
            ("The policy", "De beleidsregel", "La règle"),
            ("The load profile", "Het belastingsprofiel", "Le profil de charge"),
        )
        for sentence in (
            Sentence(
                f"{en} {{name}} is pinned at {{before}}, and the stack now gets {{after}}.",
                f"{nl} {{name}} ligt vast op {{before}}, en de stack krijgt nu {{after}}.",
                f"{fr} {{name}} est à {{before}} dans le verrou, et la stack reçoit maintenant {{after}}.",
            ),
            Sentence(
                f"{en} {{name}} is needed and not pinned.",
                f"{nl} {{name}} is nodig en ligt niet vast.",
                f"{fr} {{name}} est nécessaire et manque dans le verrou.",
            ),
            Sentence(
                f"{en} {{name}} is pinned and no longer needed.",
                f"{nl} {{name}} ligt vast en is niet meer nodig.",
                f"{fr} {{name}} est dans le verrou et n'est plus nécessaire.",
            ),
            Sentence(
                f"{en} {{name}} has other content than when it was pinned: {{before}} then, {{after}} now.",
                f"{nl} {{name}} heeft een andere inhoud dan toen ze werd vastgelegd: toen {{before}}, nu {{after}}.",
                f"{fr} {{name}} a un autre contenu que dans le verrou : {{before}} alors, {{after}} maintenant.",
            ),
        )
    ),
    Sentence(
        "The lock pins `{block}` {version}, which was recalled. {why}",
        "De lock legt `{block}` {version} vast, en die versie werd teruggeroepen. {why}",
        "Le verrou fixe `{block}` {version}, qui a été rappelée. {why}",
    ),
    Sentence(
        "The lock pins `{block}` {version}, which was recalled.",
        "De lock legt `{block}` {version} vast, en die versie werd teruggeroepen.",
        "Le verrou fixe `{block}` {version}, qui a été rappelée.",
    ),
    Sentence(
        "Choose other versions, and look at what they change:",
        "Kies andere versies, en kijk wat ze veranderen:",
        "Choisissez d'autres versions, et regardez ce qu'elles changent :",
    ),
    Sentence(
        "`{block}` {version} fits {wanted} and was recalled. {why}",
        "`{block}` {version} past bij {wanted} en werd teruggeroepen. {why}",
        "`{block}` {version} convient à {wanted} et a été rappelée. {why}",
    ),
    Sentence(
        "`{block}` {version} fits {wanted} and was recalled.",
        "`{block}` {version} past bij {wanted} en werd teruggeroepen.",
        "`{block}` {version} convient à {wanted} et a été rappelée.",
    ),
    Sentence(
        "Choose another range. Versions that may be used: {versions}.",
        "Kies een ander bereik. Versies die mogen: {versions}.",
        "Choisissez un autre intervalle. Versions permises : {versions}.",
    ),
    Sentence(
        "No version of `{block}` fits {wanted}.",
        "Geen versie van `{block}` past bij {wanted}.",
        "Aucune version de `{block}` ne convient à {wanted}.",
    ),
    Sentence(
        "The catalog offers `{block}` {versions}, and its content is not here.",
        "De catalogus biedt `{block}` {versions} aan, en de inhoud ervan is hier niet.",
        "Le catalogue propose `{block}` {versions}, et son contenu n'est pas ici.",
    ),
    Sentence(
        "Change one of these ranges so that one version meets them all; a stack runs one version of a block at a time.",
        "Verander een van deze bereiken zodat één versie aan alle voldoet; een stack draait één versie van een bouwsteen tegelijk.",
        "Changez un de ces intervalles pour qu'une version convienne à tous ; une stack n'a qu'une version d'une brique à la fois.",
    ),
    Sentence(
        "The lock has format {format}, and this Bouwsteen reads up to {known}.",
        "De lock heeft formaat {format}, en deze Bouwsteen leest tot {known}.",
        "Le verrou est au format {format}, et ce Bouwsteen lit jusqu'à {known}.",
    ),
    Sentence(
        "Install the version of Bouwsteen that wrote it.",
        "Installeer de versie van Bouwsteen die hem schreef.",
        "Installez la version de Bouwsteen qui l'a écrit.",
    ),
    Sentence(
        "Version {version} was published with another digest, and a version never changes once it is out.",
        "Versie {version} werd met een andere digest gepubliceerd, en een versie verandert nooit meer als ze uit is.",
        "La version {version} a été publiée avec une autre empreinte, et une version ne change plus une fois sortie.",
    ),
    Sentence("Raise the version of the block.", "Verhoog de versie van de bouwsteen.", "Augmentez la version de la brique."),
    Sentence(
        "Snapshot {number} counts until {day}. What was recalled since is not known here.",
        "Momentopname {number} geldt tot {day}. Wat sindsdien werd teruggeroepen, is hier niet bekend.",
        "L'instantané {number} vaut jusqu'au {day}. Ce qui a été rappelé depuis n'est pas connu ici.",
    ),
    Sentence(
        "Take a newer revision of the catalog, and write the lock again:",
        "Neem een nieuwere revisie van de catalogus, en schrijf de lock opnieuw:",
        "Prenez une révision plus récente du catalogue, et réécrivez le verrou :",
    ),
    Sentence(
        "{what} is not signed, and it must be.", "{what} is niet ondertekend, en dat moet.", "{what} n'est pas signé, et doit l'être."
    ),
    Sentence(
        "{what} is older than {newest}, which this machine has used. Recalls that came in between would be undone.",
        "{what} is ouder dan {newest}, die deze machine al gebruikte. Wat intussen werd teruggeroepen, zou weer gelden.",
        "{what} est plus ancien que {newest}, que cette machine a utilisé. Les rappels survenus entre-temps seraient annulés.",
    ),
    Sentence(
        "Take the newest revision. If the older one is really meant:",
        "Neem de nieuwste revisie. Is de oudere echt bedoeld:",
        "Prenez la révision la plus récente. Si c'est bien l'ancienne que vous voulez :",
    ),
    Sentence(
        "The catalog has no policy `{name}`.",
        "De catalogus heeft geen beleidsregel `{name}`.",
        "Le catalogue n'a pas de règle `{name}`.",
    ),
    Sentence("See which there are:", "Bekijk welke er zijn:", "Voyez lesquelles existent :"),
    Sentence("The catalog does not offer `{name}`.", "De catalogus biedt `{name}` niet aan.", "Le catalogue ne propose pas `{name}`."),
    Sentence(
        "The catalog in {folder} does not offer `{name}`.",
        "De catalogus in {folder} biedt `{name}` niet aan.",
        "Le catalogue dans {folder} ne propose pas `{name}`.",
    ),
    Sentence("See what it offers:", "Bekijk wat ze aanbiedt:", "Voyez ce qu'il propose :"),
    Sentence(
        "The catalog does not offer `{name}` {version}.",
        "De catalogus biedt `{name}` {version} niet aan.",
        "Le catalogue ne propose pas `{name}` {version}.",
    ),
    Sentence("It offers {versions}.", "Er is wel {versions}.", "Il propose {versions}."),
    Sentence(
        "{why}, so this waiver allows nothing there.",
        "{why}: deze uitzondering laat daar niets toe.",
        "{why} : cette dérogation n'y permet rien.",
    ),
    Sentence(
        "Correct the name, or take the waiver away.",
        "Verbeter de naam, of haal de uitzondering weg.",
        "Corrigez le nom, ou retirez la dérogation.",
    ),
)
