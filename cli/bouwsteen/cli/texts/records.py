"""Words of the verbs that look after the record: `bouwsteen state …`."""

from __future__ import annotations

from collections.abc import Mapping

from bouwsteen.cli.texts.text import Text

RECORD_TEXTS: Mapping[str, Text] = {
    "help.section.record": Text("Vastlegging beheren", "Gérer l'enregistrement", "Looking after the record"),
    "command.state.summary": Text(
        "Beheer wat van een omgeving vastgelegd is",
        "Gérer ce qui est enregistré d'un environnement",
        "Look after what is recorded of an environment",
    ),
    "command.state.help": Text(
        "Bekijkt en verbetert de vastlegging zelf. Aan de werkelijkheid raakt geen van deze opdrachten; wat geschreven wordt, gebeurt "
        "onder het slot van de omgeving en staat daarna bij de uitvoeringen, met wie het deed en wanneer.",
        "Consulte et corrige l'enregistrement lui-même. Aucune de ces commandes ne touche à la réalité ; toute écriture se fait sous le "
        "verrou de l'environnement et figure ensuite parmi les exécutions, avec l'auteur et le moment.",
        "Looks at and mends the record itself. None of these commands touches the world; what is written is written under the lock of "
        "the environment, and stands among its runs afterwards, with who did it and when.",
    ),
    "command.state.list.summary": Text("Toon wat vastgelegd is", "Montrer ce qui est enregistré", "Show what is recorded"),
    "command.state.list.help": Text(
        "Toont elk middel met zijn type, generatie, toestand en kenmerk in de werkelijkheid; met INSTANCE alleen die van één instantie. "
        "Er wordt niet gekeken hoe het nu is: dat doet `status`.",
        "Montre chaque ressource avec son type, sa génération, son état et son identifiant réel ; avec INSTANCE, celles d'une seule "
        "instance. La réalité n'est pas observée : c'est le rôle de `status`.",
        "Shows each resource with its type, generation, condition and identity in the world; with INSTANCE only those of one instance. "
        "The world is not looked at: `status` does that.",
    ),
    "command.state.show.summary": Text("Toon één vastgelegd middel", "Montrer une ressource enregistrée", "Show one recorded resource"),
    "command.state.show.help": Text(
        "Toont wat gevraagd was, wat het oplevert en waar het van afhangt. ADDRESS is zoals `state list` het toont; met #2 erachter de "
        "tweede generatie. Geheimen blijven verborgen.",
        "Montre ce qui était demandé, ce que la ressource fournit et ce dont elle dépend. ADDRESS est tel que `state list` le montre ; "
        "suivi de #2, la deuxième génération. Les secrets restent cachés.",
        "Shows what was asked for, what it gives and what it depends on. ADDRESS is as `state list` shows it; with #2 behind it the "
        "second generation. Secrets stay hidden.",
    ),
    "command.state.mv.summary": Text(
        "Geef iets een ander adres in de vastlegging",
        "Changer une adresse dans l'enregistrement",
        "Give something another address on record",
    ),
    "command.state.mv.help": Text(
        "Het middel of de instantie blijft wat het is; wat ervan afhangt, volgt. Het nieuwe adres mag nog niet bestaan. In een stack "
        "zelf doet `moved` hetzelfde, en dan staat het ook in het plan.",
        "La ressource ou l'instance reste ce qu'elle est ; ce qui en dépend suit. La nouvelle adresse ne peut pas encore exister. Dans "
        "la stack, `moved` fait de même, et le plan le montre.",
        "The resource or instance stays what it is; what depends on it follows. The new address must be free. In a stack `moved` does "
        "the same, and then the plan shows it too.",
    ),
    "command.state.rm.summary": Text(
        "Vergeet iets zonder het te verwijderen", "Oublier quelque chose sans le supprimer", "Forget something without removing it"
    ),
    "command.state.rm.help": Text(
        "Haalt middelen (of alles van een instantie) uit de vastlegging en zegt wat daardoor zonder toezicht achterblijft. Vraagt het "
        "eerst. Staat het nog in de stack, dan maakt de volgende apply het opnieuw.",
        "Retire des ressources (ou toute une instance) de l'enregistrement et dit ce qui subsiste alors sans suivi. Demande d'abord. Si "
        "la stack le demande encore, le prochain apply le recrée.",
        "Takes resources (or all of an instance) off the record, and says what stays behind unattended. Asks first. What is still in the "
        "stack is made anew by the next apply.",
    ),
    "command.state.generations.summary": Text(
        "Toon de bewaarde generaties", "Montrer les générations conservées", "Show the generations that are kept"
    ),
    "command.state.generations.help": Text(
        "Elke uitvoering laat een generatie van de vastlegging na. Deze kunnen teruggezet worden met `state restore --generation N`.",
        "Chaque exécution laisse une génération de l'enregistrement. `state restore --generation N` en rétablit une.",
        "Each run leaves a generation of the record. These can be put back with `state restore --generation N`.",
    ),
    "command.state.backup.summary": Text(
        "Bewaar een versleutelde kopie van de vastlegging",
        "Conserver une copie chiffrée de l'enregistrement",
        "Keep an encrypted copy of the record",
    ),
    "command.state.backup.help": Text(
        "Schrijft één bestand met alles wat van de omgeving vastgelegd is, leest het terug en vergelijkt het. De sleutel zit er niet in: "
        "bewaar die apart. Een bestaand bestand wordt nooit overschreven.",
        "Écrit un seul fichier avec tout ce qui est enregistré de l'environnement, le relit et le compare. La clé n'y est pas : "
        "conservez-la à part. Un fichier existant n'est jamais écrasé.",
        "Writes one file with all that is recorded of the environment, reads it back and compares. The key is not in it: keep that "
        "elsewhere. An existing file is never overwritten.",
    ),
    "command.state.restore.summary": Text(
        "Zet een eerdere vastlegging terug", "Rétablir un enregistrement antérieur", "Put an earlier record back"
    ),
    "command.state.restore.help": Text(
        "Toont eerst wat er verschilt, en vraagt het dan. Het bestand moet van deze omgeving zijn. Daarna kijkt elk plan eerst naar de "
        "werkelijkheid, en voert apply niets uit dat niemand gelezen heeft.",
        "Montre d'abord les différences, puis demande. Le fichier doit être de cet environnement. Ensuite, chaque plan observe d'abord "
        "la réalité, et apply n'exécute rien que personne n'a lu.",
        "Shows first what differs, and then asks. The file must be of this environment. Afterwards each plan looks at the world first, "
        "and apply carries out nothing that nobody has read.",
    ),
    "command.state.unlock.summary": Text("Neem een slot weg dat vasthangt", "Retirer un verrou bloqué", "Take away a lock that hangs"),
    "command.state.unlock.help": Text(
        "Alleen als wie het slot heeft, zeker niet meer werkt: wat bezig is, kan daarna niets meer vastleggen. --lock-id staat in de "
        "melding dat de omgeving op slot is.",
        "Uniquement si le détenteur du verrou ne travaille certainement plus : ce qui est en cours ne pourra plus rien enregistrer. "
        "--lock-id figure dans le message de verrouillage.",
        "Only when whoever has the lock surely does not work any more: what is under way can record nothing afterwards. --lock-id stands "
        "in the message that the environment is locked.",
    ),
    "command.state.transfer.summary": Text(
        "Draag een omgeving over aan een andere uitvoerder",
        "Transmettre un environnement à un autre exécutant",
        "Hand an environment over to another owner",
    ),
    "command.state.transfer.help": Text(
        "Eén uitvoerder schrijft: de opdrachtregel (cli) of een operator (operator:NAAM). Na de overdracht wordt de vorige geweigerd. "
        "Pas ook runBy in de stack aan.",
        "Un seul exécutant écrit : la ligne de commande (cli) ou un opérateur (operator:NOM). Après la transmission, le précédent est "
        "refusé. Adaptez aussi runBy dans la stack.",
        "One owner writes: the command line (cli) or an operator (operator:NAME). After the hand-over the one before is refused. Change "
        "runBy in the stack as well.",
    ),
    "command.state.rekey.summary": Text(
        "Vervang de sleutel van de vastlegging", "Remplacer la clé de l'enregistrement", "Change the key of the record"
    ),
    "command.state.rekey.help": Text(
        "Maakt een nieuwe sleutel en versleutelt alles meteen opnieuw. De oude blijft om oudere generaties en kopieën te lezen, tot "
        "`--retire` hem weggooit: wat alleen hij opent, is dan verloren.",
        "Crée une nouvelle clé et rechiffre tout aussitôt. L'ancienne reste pour lire les générations et copies antérieures, jusqu'à ce "
        "que `--retire` la supprime : ce qu'elle seule ouvre est alors perdu.",
        "Makes a new key and encrypts everything anew at once. The old one stays to read older generations and copies, until `--retire` "
        "throws it away: what it alone opens is lost then.",
    ),
    # arguments and options
    "argument.address": Text(
        "Adres van een middel of instantie, zoals `state list` het toont.",
        "Adresse d'une ressource ou instance, telle que `state list` la montre.",
        "Address of a resource or instance, as `state list` shows it.",
    ),
    "argument.address.from": Text("Het adres nu.", "L'adresse actuelle.", "The address now."),
    "argument.address.to": Text("Het nieuwe adres.", "La nouvelle adresse.", "The new address."),
    "argument.backup": Text("Een kopie van `state backup`.", "Une copie de `state backup`.", "A copy by `state backup`."),
    "argument.backup.new": Text(
        "Waar de kopie komt (zonder: STACK-OMGEVING-VOLGNUMMER.bouwsteen-state).",
        "Où placer la copie (défaut : STACK-ENVIRONNEMENT-NUMÉRO.bouwsteen-state).",
        "Where the copy goes (default: STACK-ENVIRONMENT-SERIAL.bouwsteen-state).",
    ),
    "option.state.dry-run": Text(
        "Toon alleen wat er zou gebeuren.", "Montrer seulement ce qui se passerait.", "Only show what would happen."
    ),
    "option.state.generation": Text(
        "Zet deze bewaarde generatie terug.", "Rétablir cette génération conservée.", "Put this kept generation back."
    ),
    "option.state.lock-id": Text(
        "Welk slot, zoals de melding het noemt.", "Quel verrou, tel que le message le nomme.", "Which lock, as the message names it."
    ),
    "option.state.reason": Text("Waarom; wordt mee vastgelegd.", "Pourquoi ; est enregistré également.", "Why; it is recorded with it."),
    "option.state.to": Text(
        "De nieuwe uitvoerder: cli of operator:NAAM.", "Le nouvel exécutant : cli ou operator:NOM.", "The new owner: cli or operator:NAME."
    ),
    "option.state.retire": Text("Gooi de oudere sleutels weg.", "Supprimer les anciennes clés.", "Throw the older keys away."),
    # what they say
    "ask.record": Text("Dit vastleggen? Typ ja: ", "Enregistrer ceci ? Tapez oui : ", "Record this? Type yes: "),
    "ask.restored": Text(
        "De vastlegging werd teruggezet. Is dit plan gelezen? Typ stack/omgeving: ",
        "L'enregistrement a été rétabli. Ce plan est-il lu ? Tapez stack/environnement : ",
        "The record was put back. Was this plan read? Type stack/environment: ",
    ),
    "heading.type": Text("TYPE", "TYPE", "TYPE"),
    "heading.id": Text("KENMERK", "IDENTIFIANT", "IDENTITY"),
    "heading.generation": Text("GENERATIE", "GÉNÉRATION", "GENERATION"),
    "heading.serial": Text("VOLGNUMMER", "NUMÉRO", "SERIAL"),
    "heading.written": Text("GESCHREVEN", "ÉCRIT", "WRITTEN"),
    "heading.now": Text("NU", "MAINTENANT", "NOW"),
    "heading.then": Text("DAN", "ALORS", "THEN"),
    "record.title": Text(
        "{stack}, omgeving {environment}: volgnummer {serial}, van {owner}",
        "{stack}, environnement {environment} : numéro {serial}, à {owner}",
        "{stack}, environment {environment}: serial {serial}, owned by {owner}",
    ),
    "record.none": Text("Er is geen enkel middel vastgelegd.", "Aucune ressource n'est enregistrée.", "No resource is on record."),
    "record.kept": Text("bewaard", "conservé", "kept"),
    "record.in-doubt": Text("in twijfel ({action})", "en doute ({action})", "in doubt ({action})"),
    "record.restored": Text(
        "Teruggezet door {who} op {when}: lees eerst een plan.",
        "Rétabli par {who} le {when} : lisez d'abord un plan.",
        "Put back by {who} at {when}: read a plan first.",
    ),
    "record.desired": Text("Gevraagd", "Demandé", "Asked for"),
    "record.outputs": Text("Levert", "Fournit", "Gives"),
    "record.dependencies": Text("Gemaakt na", "Créé après", "Made after"),
    "record.dependants": Text("Gemaakt erna", "Créé ensuite", "Made after it"),
    "record.objects": Text("In de werkelijkheid", "Dans la réalité", "In the world"),
    "record.facts": Text("Vastgelegd", "Enregistré", "Recorded"),
    "record.move": Text("Krijgt een ander adres", "Changent d'adresse", "Gets another address"),
    "record.followers": Text("Volgt mee", "Suivent", "Follows"),
    "record.forget": Text(
        "Wordt vergeten, en blijft in de werkelijkheid bestaan",
        "Sera oublié, et continue d'exister",
        "Is forgotten, and stays in the world",
    ),
    "record.without": Text(
        "Gemaakt na iets dat vergeten wordt; de volgende apply kan het wijzigen of vervangen",
        "Créé après ce qui est oublié ; le prochain apply peut le modifier ou le remplacer",
        "Made after what is forgotten; the next apply may change or replace it",
    ),
    "record.nothing-there": Text("niets meer", "plus rien", "nothing any more"),
    "record.dry-run": Text("Er is niets vastgelegd.", "Rien n'a été enregistré.", "Nothing was recorded."),
    "record.done": Text("Vastgelegd als volgnummer {serial}.", "Enregistré sous le numéro {serial}.", "Recorded as serial {serial}."),
    "record.generations.none": Text(
        "Er is nog geen generatie bewaard.", "Aucune génération n'est encore conservée.", "No generation is kept yet."
    ),
    "record.backup": Text(
        "De kopie is geschreven, teruggelezen en in orde ({size} bytes):",
        "La copie est écrite, relue et en ordre ({size} octets) :",
        "The copy is written, read back and in order ({size} bytes):",
    ),
    "record.backup.key": Text(
        "Zonder de sleutel is ze niets waard. Bewaar die apart:",
        "Sans la clé elle ne vaut rien. Conservez-la à part :",
        "Without the key it is worth nothing. Keep that elsewhere:",
    ),
    "record.restore": Text(
        "Van volgnummer {now} terug naar {then}", "Du numéro {now} retour au numéro {then}", "From serial {now} back to {then}"
    ),
    "record.restore.unknown": Text(
        "Terug naar volgnummer {then}; wat nu vastgelegd is, kan niet gelezen worden of is er niet",
        "Retour au numéro {then} ; ce qui est enregistré maintenant est illisible ou absent",
        "Back to serial {then}; what is recorded now cannot be read, or is not there",
    ),
    "record.restore.lost": Text(
        "Niet meer vastgelegd, al kan het er nog zijn",
        "Ne sera plus enregistré, même si cela existe encore",
        "No longer on record, though it may still be there",
    ),
    "record.restore.returned": Text("Weer vastgelegd", "À nouveau enregistré", "On record again"),
    "record.restore.changed": Text("Vastgelegd zoals het was", "Enregistré comme avant", "On record as it was"),
    "record.restore.same": Text("De middelen zijn dezelfde.", "Les ressources sont les mêmes.", "The resources are the same."),
    "record.restore.next": Text(
        "Lees nu een plan, en voer precies dat uit:",
        "Lisez maintenant un plan, et exécutez celui-là :",
        "Now read a plan, and carry out exactly that:",
    ),
    "record.unlock": Text(
        "Het slot van {who}, met `{command}` sinds {since} (proces {pid} op {host})",
        "Le verrou de {who}, avec `{command}` depuis {since} (processus {pid} sur {host})",
        "The lock of {who}, with `{command}` since {since} (process {pid} on {host})",
    ),
    "record.unlock.alive": Text(
        "Dat proces draait nog. Neem het slot alleen weg als het zeker vasthangt.",
        "Ce processus tourne encore. Ne retirez le verrou que s'il est bloqué à coup sûr.",
        "That process is still running. Take the lock away only when it surely hangs.",
    ),
    "record.unlocked": Text("Het slot is weggenomen.", "Le verrou est retiré.", "The lock is taken away."),
    "record.transfer": Text(
        "Van {before} naar {after}: daarna wordt {before} geweigerd",
        "De {before} à {after} : ensuite {before} est refusé",
        "From {before} to {after}: afterwards {before} is refused",
    ),
    "record.transferred": Text(
        "{owner} is nu de uitvoerder (tijdperk {epoch}).",
        "{owner} est maintenant l'exécutant (époque {epoch}).",
        "{owner} is the owner now (epoch {epoch}).",
    ),
    "record.rekeyed": Text(
        "De vastlegging heeft een nieuwe sleutel. De oude blijft om te lezen, tot:",
        "L'enregistrement a une nouvelle clé. L'ancienne reste pour lire, jusqu'à :",
        "The record has a new key. The old one stays for reading, until:",
    ),
    "record.retire": Text(
        "Oudere sleutels gaan weg. Generaties en kopieën die alleen zij openen, zijn daarna verloren.",
        "Les anciennes clés disparaissent. Les générations et copies qu'elles seules ouvrent sont ensuite perdues.",
        "Older keys go. Generations and copies that only they open are lost afterwards.",
    ),
    "record.retired.one": Text(
        "Alleen de huidige sleutel is er nog. {n} generatie ging mee weg.",
        "Il ne reste que la clé actuelle. {n} génération a disparu avec les autres.",
        "Only the present key is left. {n} generation went with the others.",
    ),
    "record.retired.other": Text(
        "Alleen de huidige sleutel is er nog. {n} generaties gingen mee weg.",
        "Il ne reste que la clé actuelle. {n} générations ont disparu avec les autres.",
        "Only the present key is left. {n} generations went with the others.",
    ),
}
