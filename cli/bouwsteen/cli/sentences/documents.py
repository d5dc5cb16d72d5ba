"""About what people write."""

from __future__ import annotations

from typing import Final

from bouwsteen.cli.sentences.entries import Sentence

SENTENCES: Final = (
    Sentence("`{name}` is not a field here.", "`{name}` is hier geen veld.", "`{name}` n'est pas un champ ici."),
    Sentence("Allowed here: {names}.", "Hier mag: {names}.", "Permis ici : {names}."),
    Sentence("Remove it.", "Haal het weg.", "Retirez-le."),
    Sentence("`{name}` must be given.", "`{name}` moet er staan.", "`{name}` doit être donné."),
    Sentence("`{name}` must be given here.", "`{name}` moet hier staan.", "`{name}` doit être donné ici."),
    Sentence("A field must be given here.", "Hier moet een veld staan.", "Un champ doit être donné ici."),
    Sentence("Add `{name}`.", "Voeg `{name}` toe.", "Ajoutez `{name}`."),
    Sentence("Add {name}.", "Voeg {name} toe.", "Ajoutez {name}."),
    Sentence(
        "The value must be {wanted}, not {given}.",
        "De waarde moet {wanted} zijn, niet {given}.",
        "La valeur doit être {wanted}, pas {given}.",
    ),
    Sentence("The value must be at least {limit}.", "De waarde is minstens {limit}.", "La valeur est au moins {limit}."),
    Sentence("The value must be at most {limit}.", "De waarde is hoogstens {limit}.", "La valeur est au plus {limit}."),
    Sentence("The value must be more than {limit}.", "De waarde is groter dan {limit}.", "La valeur est supérieure à {limit}."),
    Sentence("The value must be less than {limit}.", "De waarde is kleiner dan {limit}.", "La valeur est inférieure à {limit}."),
    Sentence("At least {limit} must be given.", "Er moeten er minstens {limit} staan.", "Il en faut au moins {limit}."),
    Sentence("At most {limit} may be given.", "Er mogen er hoogstens {limit} staan.", "Il en faut au plus {limit}."),
    Sentence("The text must match `{pattern}`.", "De tekst moet passen bij `{pattern}`.", "Le texte doit correspondre à `{pattern}`."),
    Sentence(
        "The text must have the format `{format}`.", "De tekst moet de vorm `{format}` hebben.", "Le texte doit avoir la forme `{format}`."
    ),
    Sentence(
        "The value is not one of those that are allowed.",
        "De waarde is er geen van die mogen.",
        "La valeur n'est pas une de celles qui sont permises.",
    ),
    Sentence("Allowed: {names}.", "Toegestaan: {names}.", "Permis : {names}."),
    Sentence(
        "The items of this list must differ.", "Alles in deze lijst moet verschillen.", "Les éléments de cette liste doivent différer."
    ),
    Sentence("Remove one of the two.", "Haal een van de twee weg.", "Retirez un des deux."),
    Sentence("Keep one of the two.", "Houd een van de twee.", "Gardez un des deux."),
    Sentence("There is no file at this path.", "Op dit pad staat geen bestand.", "Il n'y a pas de fichier à ce chemin."),
    Sentence(
        "Check the spelling, and that you are in the right folder.",
        "Kijk de schrijfwijze na, en of u in de juiste map staat.",
        "Vérifiez l'orthographe, et que vous êtes dans le bon dossier.",
    ),
    Sentence(
        "The file is empty or holds comments only.",
        "Het bestand is leeg of bevat alleen commentaar.",
        "Le fichier est vide ou ne contient que des commentaires.",
    ),
    Sentence(
        "Write the document, beginning with `apiVersion` and `kind`.",
        "Schrijf het document, te beginnen met `apiVersion` en `kind`.",
        "Écrivez le document, en commençant par `apiVersion` et `kind`.",
    ),
    Sentence(
        "The name `{name}` was used before in this stack.",
        "De naam `{name}` staat al eerder in deze stack.",
        "Le nom `{name}` a déjà été utilisé dans cette stack.",
    ),
    Sentence("Give one of them another `name`.", "Geef een van beide een andere `name`.", "Donnez à l'un d'eux un autre `name`."),
    Sentence(
        "The stack adopts `{name}`, and {why}.",
        "De stack neemt `{name}` op, en {why}.",
        "La stack adopte `{name}`, et {why}.",
    ),
    Sentence("The catalog offers: {names}.", "De catalogus biedt aan: {names}.", "Le catalogue propose : {names}."),
    Sentence(
        "The catalog has no organisation with the NIS number {nis}.",
        "De catalogus kent geen bestuur met NIS-nummer {nis}.",
        "Le catalogue ne connaît pas d'administration au numéro INS {nis}.",
    ),
    Sentence(
        "Correct the number, or describe the organisation by `name` and `kind`.",
        "Verbeter het nummer, of beschrijf het bestuur met `name` en `kind`.",
        "Corrigez le numéro, ou décrivez l'administration par `name` et `kind`.",
    ),
    Sentence(
        "`{consumer}` needs {asked} for its use `{use}`, and nothing in `{environment}` offers it.",
        "`{consumer}` heeft {asked} nodig voor zijn gebruik `{use}`, en niets in `{environment}` biedt dat aan.",
        "`{consumer}` a besoin de {asked} pour son usage `{use}`, et rien dans `{environment}` ne le propose.",
    ),
    Sentence(
        "The block `{block}` has no use `{use}`.",
        "De bouwsteen `{block}` heeft geen gebruik `{use}`.",
        "La brique `{block}` n'a pas d'usage `{use}`.",
    ),
    Sentence("Its uses: {names}.", "Zijn gebruiken: {names}.", "Ses usages : {names}."),
    Sentence(
        "The instance `{instance}` has no output `{output}`.",
        "De instantie `{instance}` heeft geen uitgang `{output}`.",
        "L'instance `{instance}` n'a pas de sortie `{output}`.",
    ),
    Sentence("It offers {names}.", "Ze biedt {names} aan.", "Elle propose {names}."),
    Sentence(
        "`{name}` is a field for a secret, and a document is read by many.",
        "`{name}` is een veld voor een geheim, en een document wordt door velen gelezen.",
        "`{name}` est un champ pour un secret, et un document est lu par beaucoup.",
    ),
    Sentence(
        "Put the secret elsewhere and refer to it: `secretRef: {env: BOUWSTEEN_SECRET_NAME}` or `secretRef: {file: path}`.",
        "Bewaar het geheim elders en verwijs ernaar: `secretRef: {env: BOUWSTEEN_SECRET_NAME}` of `secretRef: {file: path}`.",
        "Gardez le secret ailleurs et renvoyez-y : `secretRef: {env: BOUWSTEEN_SECRET_NAME}` ou `secretRef: {file: path}`.",
    ),
    Sentence(
        "The instance `{instance}` takes its {name} from the folder `{folder}` of the stack, which is not there or empty.",
        "De instantie `{instance}` neemt haar {name} uit de map `{folder}` van de stack, die er niet is of leeg is.",
        "L'instance `{instance}` prend ses {name} dans le dossier `{folder}` de la stack, qui n'existe pas ou est vide.",
    ),
    Sentence(
        "Add the folder, or name another one under `files.{name}`.",
        "Voeg de map toe, of noem een andere onder `files.{name}`.",
        "Ajoutez le dossier, ou nommez-en un autre sous `files.{name}`.",
    ),
    Sentence(
        "The file stands under `{name}`, and documents are found by their place.",
        "Het bestand staat onder `{name}`, en documenten worden gevonden door hun plaats.",
        "Le fichier est sous `{name}`, et les documents se trouvent par leur place.",
    ),
    Sentence(
        "Set `metadata.name` to `{name}`, or move the file.",
        "Zet `metadata.name` op `{name}`, of verplaats het bestand.",
        "Mettez `metadata.name` à `{name}`, ou déplacez le fichier.",
    ),
    Sentence(
        "YAML shows structure by spaces; a tab cannot indent.",
        "YAML toont de opbouw met spaties; een tab kan niet inspringen.",
        "YAML montre la structure par des espaces ; une tabulation ne peut pas indenter.",
    ),
    Sentence("Replace the tab by spaces.", "Vervang de tab door spaties.", "Remplacez la tabulation par des espaces."),
    Sentence(
        "The key `{name}` was given before in the same mapping, and it would be unclear which value counts.",
        "De sleutel `{name}` staat al eerder in dezelfde groep, en het zou onduidelijk zijn welke waarde telt.",
        "La clé `{name}` a déjà été donnée dans le même groupe, et on ne saurait pas quelle valeur compte.",
    ),
    Sentence(
        "The reader stopped here and said: {said}.",
        "Het lezen stopte hier met: {said}.",
        "La lecture s'est arrêtée ici en disant : {said}.",
    ),
    Sentence(
        "Look at this line and the one above it: an indentation, a quote, a bracket or a colon is missing or one too many.",
        "Kijk naar deze regel en die erboven: een inspringing, aanhalingsteken, haakje of dubbelepunt ontbreekt of is er te veel.",
        "Regardez cette ligne et celle au-dessus : une indentation, un guillemet, un crochet ou un deux-points manque ou est de trop.",
    ),
    Sentence(
        "A byte here belongs to no UTF-8 character.",
        "Hier staat een byte die bij geen UTF-8-teken hoort.",
        "Un octet ici n'appartient à aucun caractère UTF-8.",
    ),
    Sentence("Save the file as UTF-8.", "Bewaar het bestand als UTF-8.", "Enregistrez le fichier en UTF-8."),
    Sentence(
        "A document is UTF-8 without a byte order mark.",
        "Een document is UTF-8 zonder byte order mark.",
        "Un document est en UTF-8 sans marque d'ordre des octets.",
    ),
    Sentence(
        "Save the file as UTF-8 without BOM.", "Bewaar het bestand als UTF-8 zonder BOM.", "Enregistrez le fichier en UTF-8 sans BOM."
    ),
    Sentence(
        "A document is a mapping that begins with `apiVersion` and `kind`, and this file holds something else.",
        "Een document bestaat uit velden en begint met `apiVersion` en `kind`; dit bestand bevat iets anders.",
        "Un document est fait de champs et commence par `apiVersion` et `kind` ; ce fichier contient autre chose.",
    ),
    Sentence(
        "Write `apiVersion: …` and `kind: …` on lines of their own.",
        "Schrijf `apiVersion: …` en `kind: …` elk op een eigen regel.",
        "Écrivez `apiVersion: …` et `kind: …` chacun sur sa ligne.",
    ),
    Sentence(
        "`kind` says what a document is, and this one does not name a kind of Bouwsteen.",
        "`kind` zegt wat een document is, en dit noemt geen soort van Bouwsteen.",
        "`kind` dit ce qu'est un document, et celui-ci ne nomme pas un type de Bouwsteen.",
    ),
    Sentence(
        "The file has the field `{field}`, for which `{instance}` needs its use `{use}` (`{interface}`), and nothing in "
        "`{environment}` offers it.",
        "Het bestand heeft het veld `{field}`, waarvoor `{instance}` zijn gebruik `{use}` (`{interface}`) nodig heeft, en niets in "
        "`{environment}` biedt dat aan.",
        "Le fichier a le champ `{field}`, pour lequel `{instance}` a besoin de son usage `{use}` (`{interface}`), et rien dans "
        "`{environment}` ne l'offre.",
    ),
    Sentence("The system says: {why}.", "Het systeem zegt: {why}.", "Le système dit : {why}."),
    Sentence(
        "Check that it is an ordinary file and that you may read it.",
        "Kijk na of het een gewoon bestand is en of u het mag lezen.",
        "Vérifiez que c'est un fichier ordinaire et que vous pouvez le lire.",
    ),
    Sentence(
        "This path is a symbolic link or goes through one, and it could lead out of the repository.",
        "Dit pad is een symbolische koppeling of loopt erdoor, en kan uit de repository leiden.",
        "Ce chemin est un lien symbolique ou passe par un lien, et pourrait mener hors du dépôt.",
    ),
    Sentence("Put the file itself here.", "Zet hier het bestand zelf.", "Mettez ici le fichier lui-même."),
    Sentence(
        "A document may name only what stands below its own folder.",
        "Een document mag alleen noemen wat onder zijn eigen map staat.",
        "Un document ne peut nommer que ce qui se trouve sous son propre dossier.",
    ),
    Sentence("Use a relative path without `..`.", "Gebruik een relatief pad zonder `..`.", "Utilisez un chemin relatif sans `..`."),
)
