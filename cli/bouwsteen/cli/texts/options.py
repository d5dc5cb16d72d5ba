"""Help of arguments and options."""

from __future__ import annotations

from collections.abc import Mapping

from bouwsteen.cli.texts.text import Text

OPTION_TEXTS: Mapping[str, Text] = {
    "option.help": Text("Toon deze uitleg.", "Montrer cette aide.", "Show this help."),
    "option.lang": Text(
        "Taal van de uitvoer: nl, fr of en.", "Langue de la sortie : nl, fr ou en.", "Language of the output: nl, fr or en."
    ),
    "option.no-color": Text("Geen kleuren.", "Pas de couleurs.", "No colours."),
    "option.directory": Text(
        "Werk in deze map in plaats van de huidige.",
        "Travailler dans ce dossier plutôt que dans le courant.",
        "Work in this folder instead of the current one.",
    ),
    "option.kubeconfig": Text(
        "Hoe clusters te bereiken zijn; anders $KUBECONFIG of ~/.kube/config.",
        "Comment joindre les clusters ; sinon $KUBECONFIG ou ~/.kube/config.",
        "How to reach clusters; else $KUBECONFIG or ~/.kube/config.",
    ),
    "option.context": Text(
        "Een context van de kubeconfig, in plaats van die van de omgeving.",
        "Un contexte du kubeconfig, à la place de celui de l'environnement.",
        "A context of the kubeconfig, in place of the environment's.",
    ),
    "option.verbose": Text(
        "Toon ook wat niet verandert en meer uitleg bij fouten.",
        "Montrer aussi ce qui ne change pas et plus de détails sur les erreurs.",
        "Also show what does not change, and more about errors.",
    ),
    "option.version": Text("Toon de versie.", "Montrer la version.", "Show the version."),
    "option.output": Text(
        "Vorm van de uitvoer: text, json of yaml.", "Forme de la sortie : text, json ou yaml.", "Form of the output: text, json or yaml."
    ),
    "option.accept-older-catalog": Text(
        "Neem een catalogus die ouder is dan wat hier al gezien werd.",
        "Accepter un catalogue plus ancien que ce qui a déjà été vu ici.",
        "Take a catalog that is older than what was seen here.",
    ),
    "option.channel": Text(
        "Kanaal: candidate (standaard) of stable.", "Canal : candidate (par défaut) ou stable.", "Channel: candidate (default) or stable."
    ),
    "option.since": Text(
        "Datum van de publicatie (zonder: vandaag).",
        "Date de la publication (défaut : aujourd'hui).",
        "Date of publishing (default: today).",
    ),
    "option.reason": Text(
        "Waarom, voor wie de versie gebruikt.", "Pourquoi, pour qui utilise la version.", "Why, for who uses the version."
    ),
    "option.key": Text(
        "Sleutel om mee te ondertekenen: een bestand van SSH, of gnupg:VINGERAFDRUK.",
        "Clé pour signer : un fichier SSH, ou gnupg:EMPREINTE.",
        "Key to sign with: a file of SSH, or gnupg:FINGERPRINT.",
    ),
    "option.days": Text(
        "Hoeveel dagen de momentopname telt (zonder: 14).",
        "Nombre de jours de validité (défaut : 14).",
        "How many days the snapshot counts (default: 14).",
    ),
    "option.offline": Text(
        "Alleen de momentopname en de bestanden, zonder de git-tags van eerdere versies.",
        "Seulement l'instantané et les fichiers, sans les tags git des versions antérieures.",
        "Only the snapshot and the files, without the git tags of earlier versions.",
    ),
    "option.signers": Text(
        "Bestand met de sleutels die u vertrouwt (zonder: catalog/allowed_signers).",
        "Fichier des clés de confiance (défaut : catalog/allowed_signers).",
        "File with the keys that you trust (default: catalog/allowed_signers).",
    ),
    "option.environment": Text(
        "Omgeving van de stack (zonder: local).",
        "Environnement de la stack (défaut : local).",
        "Environment of the stack (default: local).",
    ),
    "option.detailed-exitcode": Text(
        "Eindig met code 2 als er veranderingen zijn.",
        "Terminer avec le code 2 s'il y a des changements.",
        "End with code 2 when there are changes.",
    ),
    "option.plan.out": Text(
        "Bewaar het plan in dit bestand, voor `apply`.",
        "Conserver le plan dans ce fichier, pour `apply`.",
        "Save the plan in this file, for `apply`.",
    ),
    "option.refresh": Text(
        "Kijk eerst hoe de werkelijkheid is (gewoon) of vertrouw op wat vastgelegd is.",
        "Observer d'abord la réalité (par défaut) ou se fier à ce qui est enregistré.",
        "First look at the world (the default), or trust what is recorded.",
    ),
    "option.plan.destroy": Text("Plan het verwijderen van alles.", "Planifier la suppression de tout.", "Plan the removal of everything."),
    "option.yes": Text("Vraag geen bevestiging.", "Ne pas demander de confirmation.", "Do not ask for confirmation."),
    "option.approve-deletions": Text(
        "Sta toe dat zoveel middelen verwijderd worden: het getal uit de laatste regel van het plan.",
        "Permettre la suppression de ce nombre de ressources : celui de la dernière ligne du plan.",
        "Let so many resources be removed: the number in the last line of the plan.",
    ),
    "option.approve-data-loss": Text(
        "Sta toe dat de gegevens van deze instantie of dit middel verloren gaan, ook als ze bewaard zouden worden; mag meermaals.",
        "Permettre la perte des données de cette instance ou ressource, même à conserver ; peut être répété.",
        "Let the data of this instance or resource be lost, even if it were to be kept; may be repeated.",
    ),
    "option.replace": Text(
        "Maak dit middel, of alle middelen van deze instantie, opnieuw; mag meermaals.",
        "Refaire cette ressource, ou toutes celles de cette instance ; peut être répété.",
        "Make this resource anew, or all of this instance; may be repeated.",
    ),
    "option.confirm": Text(
        "Bevestig dat deze omgeving verwijderd mag worden (alleen nodig als ze niet op deze computer alleen staat).",
        "Confirmer que cet environnement peut être supprimé (nécessaire s'il n'est pas que sur cet ordinateur).",
        "Confirm that this environment may be destroyed (only needed when it is not on this machine alone).",
    ),
    "option.parallelism": Text(
        "Hoeveel middelen tegelijk (zonder: 8, in een cluster 32).",
        "Combien de ressources à la fois (défaut : 8, dans un cluster 32).",
        "How many resources at once (default: 8, in a cluster 32).",
    ),
    "option.lock-timeout": Text(
        "Wacht zo lang op wie de omgeving nu wijzigt (zonder: niet).",
        "Attendre aussi longtemps celui qui modifie l'environnement (défaut : ne pas attendre).",
        "Wait this long for whoever is changing the environment (default: do not wait).",
    ),
    "option.accept-rollback": Text(
        "Ga verder van een toestand die ouder is dan wat hier al gezien werd; noem haar nummer, 0 waar er geen meer is. Alles wordt "
        "opnieuw bekeken.",
        "Repartir d'un état plus ancien que ce qui a été vu ici ; en donner le numéro, 0 s'il n'y en a plus. Tout est regardé à nouveau.",
        "Go on from a state that is older than what was seen here; name its serial, 0 where there is none any more. Everything is "
        "looked at anew.",
    ),
    "option.no-verify": Text("Sla de klantreis over.", "Sauter le parcours.", "Skip the journey."),
    "option.show-secrets": Text(
        "Toon ook geheime waarden. Ze komen dan op het scherm en in wat het bewaart.",
        "Montrer aussi les valeurs secrètes. Elles paraissent alors à l'écran et dans ce qui le conserve.",
        "Also show secret values. They then appear on the screen and in what keeps it.",
    ),
    "option.follow": Text("Blijf nieuwe regels tonen.", "Continuer à montrer les nouvelles lignes.", "Keep showing new lines."),
    "option.tail": Text(
        "Hoeveel regels van elke instantie (zonder: 50).",
        "Combien de lignes par instance (défaut : 50).",
        "How many lines of each instance (default: 50).",
    ),
    "option.profile": Text("Belastingsprofiel (zonder: smoke).", "Profil de charge (défaut : smoke).", "Load profile (default: smoke)."),
    "option.journey": Text(
        "Alleen deze klantreis (mag meer dan eens); zonder: de mengeling van het profiel, of elke klantreis apart.",
        "Seulement ce parcours (répétable) ; défaut : le mélange du profil, ou chaque parcours à part.",
        "This journey alone (may be given more than once); without: the profile's mix, or each journey by itself.",
    ),
    "option.upgrade": Text(
        "Kies voor alles opnieuw de nieuwste versie die past.",
        "Choisir à nouveau pour tout la version la plus récente qui convient.",
        "Choose the newest version that fits anew for everything.",
    ),
    "option.check": Text(
        "Schrijf niets; code 7 als bouwsteen.lock niet past.",
        "Ne rien écrire ; code 7 si bouwsteen.lock ne convient pas.",
        "Write nothing; code 7 when bouwsteen.lock does not fit.",
    ),
    "option.graph.format": Text(
        "Vorm van de tekening: dot, mermaid of svg.", "Forme du dessin : dot, mermaid ou svg.", "Form of the drawing: dot, mermaid or svg."
    ),
    "option.graph.resources": Text(
        "Teken middelen in plaats van instanties.",
        "Dessiner les ressources plutôt que les instances.",
        "Draw resources instead of instances.",
    ),
    "option.export.format": Text(
        "Wat er geschreven wordt: manifests, objects (voor een operator) of document. Zonder keuze manifests waar de omgeving in een "
        "cluster staat.",
        "Ce qui est écrit : manifests, objects (pour un opérateur) ou document. Sans choix, manifests si l'environnement est dans un "
        "cluster.",
        "What is written: manifests, objects (for an operator) or document. Left out, manifests where the environment is in a cluster.",
    ),
    "option.export.with-secrets": Text(
        "Schrijf ook de Secrets, leesbaar voor wie het bestand leest. Bij objects: wat andere stacks delen.",
        "Écrire aussi les Secrets, lisibles pour qui lit le fichier. Avec objects : ce que d'autres stacks partagent.",
        "Write the Secrets too, readable for whoever reads the file. With objects: what other stacks share.",
    ),
    "option.out-file": Text(
        "Schrijf naar dit bestand in plaats van naar het scherm.",
        "Écrire dans ce fichier plutôt qu'à l'écran.",
        "Write to this file instead of the screen.",
    ),
    "option.schema.all": Text(
        "Schrijf alle schema's in deze map.", "Écrire tous les schémas dans ce dossier.", "Write all schemas to this folder."
    ),
    "option.init.name": Text(
        "Naam van de stack (zonder: naar het bestuur).",
        "Nom de la stack (défaut : d'après l'administration).",
        "Name of the stack (default: after the organisation).",
    ),
    "option.init.block": Text(
        "Neem deze bouwsteen op; mag meermaals. Zonder: wat de catalogus het eerst aanbiedt.",
        "Adopter cette brique ; peut être répété. Sans : ce que le catalogue propose en premier.",
        "Adopt this block; may be repeated. Without: what the catalog offers first.",
    ),
    "argument.stack": Text(
        "Naam of map van de stack, bv. herstappe of stacks/herstappe.",
        "Nom ou dossier de la stack, p. ex. herstappe ou stacks/herstappe.",
        "Name or folder of the stack, e.g. herstappe or stacks/herstappe.",
    ),
    "argument.code": Text(
        "Code van een melding, of een exitcode.", "Code d'un message, ou un code de sortie.", "Code of a message, or an exit code."
    ),
    "argument.stack-or-plan": Text(
        "Naam of map van een stack, of een bewaard plan.",
        "Nom ou dossier d'une stack, ou un plan conservé.",
        "Name or folder of a stack, or a saved plan.",
    ),
    "argument.output-name": Text(
        "Instantie, instantie/uitgang of instantie/uitgang.veld.",
        "Instance, instance/sortie ou instance/sortie.champ.",
        "Instance, instance/output or instance/output.field.",
    ),
    "argument.import-address": Text(
        "Het middel waarvoor het is, bv. identity-service/http.",
        "La ressource à laquelle il sert, p. ex. identity-service/http.",
        "The resource that it is for, e.g. identity-service/http.",
    ),
    "argument.import-id": Text(
        "Waaraan het te herkennen is: een nummer, een pad, een id; - voor de standaardinvoer.",
        "Ce qui le désigne : un numéro, un chemin, un id ; - pour l'entrée standard.",
        "What names it: a number, a path, an id; - for standard input.",
    ),
    "argument.instance": Text("Naam van één instantie.", "Nom d'une instance.", "Name of one instance."),
    "argument.version": Text("Versie, bijvoorbeeld 1.2.0.", "Version, par exemple 1.2.0.", "Version, for instance 1.2.0."),
    "argument.new-block": Text(
        "Naam van de nieuwe bouwsteen, na het woord block.",
        "Nom de la nouvelle brique, après le mot block.",
        "Name of the new block, behind the word block.",
    ),
    "option.no-start": Text("Start de voorbeeldstack niet.", "Ne pas démarrer la stack d'exemple.", "Do not start the sample stack."),
    "argument.block": Text("Naam van een bouwsteen.", "Nom d'une brique.", "Name of a block."),
    "argument.kind": Text("Soort document, bv. Stack.", "Sorte de document, p. ex. Stack.", "Kind of document, e.g. Stack."),
    "argument.organisation": Text(
        "Naam of NIS-code van het bestuur.", "Nom ou code INS de l'administration.", "Name or NIS code of the organisation."
    ),
}
