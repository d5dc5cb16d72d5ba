"""One-line summaries and help of the commands, and the headings of help pages."""

from __future__ import annotations

from collections.abc import Mapping

from bouwsteen.cli.texts.text import Text

COMMAND_TEXTS: Mapping[str, Text] = {
    "help.usage": Text("Gebruik:", "Utilisation :", "Usage:"),
    "help.options": Text("Opties", "Options", "Options"),
    "help.arguments": Text("Argumenten", "Arguments", "Arguments"),
    "help.commands": Text("Opdrachten", "Commandes", "Commands"),
    "help.global": Text("Opties van elke opdracht", "Options de chaque commande", "Options of every command"),
    "help.metavar.command": Text("OPDRACHT [ARGUMENTEN]...", "COMMANDE [ARGUMENTS]...", "COMMAND [ARGUMENTS]..."),
    "help.metavar.options": Text("[OPTIES]", "[OPTIONS]", "[OPTIONS]"),
    "help.section.start": Text("Beginnen", "Commencer", "Getting started"),
    "help.section.run": Text("Uitvoeren", "Exécuter", "Carrying out"),
    "help.section.look": Text("Opvolgen", "Suivre", "Following up"),
    "help.section.exchange": Text("Uitwisselen", "Échanger", "Exchanging"),
    "command.root.help": Text(
        "Neem de gedeelde bouwstenen van de digitale overheid op in één bestand, en laat Bouwsteen ze plannen, starten, koppelen en "
        "beproeven.",
        "Adoptez dans un seul fichier les briques communes de l'administration numérique ; Bouwsteen les planifie, démarre, relie et "
        "éprouve.",
        "Adopt the shared building blocks of digital government in one file, and let Bouwsteen plan, start, wire and prove them.",
    ),
    "command.root.epilog": Text(
        "Eerste keer? Probeer: bouwsteen up stacks/herstappe",
        "Première fois ? Essayez : bouwsteen up stacks/herstappe",
        "First time? Try: bouwsteen up stacks/herstappe",
    ),
    "command.init.summary": Text(
        "Begin een stack voor een bestuur", "Commencer une stack pour une administration", "Start a stack for an organisation"
    ),
    "command.init.help": Text(
        "`init block NAAM` begint een nieuwe bouwsteen. Maakt stacks/NAAM/stack.yaml met een README, voor een bestuur uit de lijst "
        "(naam of NIS-code). Bestaande bestanden blijven "
        "zoals ze zijn.",
        "`init block NOM` commence une nouvelle brique. Crée stacks/NOM/stack.yaml avec un README, pour une administration de la "
        "liste (nom ou code INS). Les fichiers existants ne "
        "sont pas modifiés.",
        "`init block NAME` begins a new block. Creates stacks/NAME/stack.yaml with a README, for an organisation of the list (name "
        "or NIS code). Existing files stay as "
        "they are.",
    ),
    "command.validate.summary": Text(
        "Controleer documenten, zonder iets aan te raken", "Contrôler les documents, sans rien toucher", "Check documents, touching nothing"
    ),
    "command.validate.help": Text(
        "Leest stacks, bouwstenen en catalogus en toont alle fouten tegelijk, met bestand, regel en kolom. Zonder STACK: alle stacks. "
        "Met - wordt één document van de standaardinvoer gelezen.",
        "Lit les stacks, les briques et le catalogue et montre toutes les erreurs d'un coup, avec fichier, ligne et colonne. Sans "
        "STACK : toutes les stacks. "
        "Avec -, un seul document est lu sur l'entrée standard.",
        "Reads stacks, blocks and the catalog and shows all errors at once, with file, line and column. Without STACK: all stacks. "
        "With -, one document is read from standard input.",
    ),
    "command.lock.summary": Text(
        "Leg versies vast in bouwsteen.lock", "Figer les versions dans bouwsteen.lock", "Pin versions in bouwsteen.lock"
    ),
    "command.lock.help": Text(
        "Kiest versies van bouwstenen en koppelvlakken volgens de stack en de catalogus, en legt ze met hun digest vast. "
        "Wat al vastligt en nog past, blijft; --upgrade kiest opnieuw.",
        "Choisit les versions des briques et des interfaces selon la stack et le catalogue, et les fige avec leur empreinte. "
        "Ce qui est déjà figé et convient encore reste ; --upgrade choisit à nouveau.",
        "Chooses versions of blocks and interfaces by the stack and the catalog, and pins them with their digest. "
        "What is pinned and still fits stays; --upgrade chooses anew.",
    ),
    "command.check.summary": Text(
        "Controleer een bouwsteen als auteur", "Contrôler une brique en tant qu'auteur", "Check a block as its author"
    ),
    "command.check.help": Text(
        "Controleert documenten, sjablonen, README, belastingsproef en image, en maakt, plant, start en verwijdert een "
        "voorbeeldstack met "
        "de bouwsteen. Een broker wordt dan gehouden aan de Open Service Broker API. Er blijft niets van over; --no-start start niets.",
        "Contrôle les documents, les modèles, le README, l'essai de charge et l'image, et crée, planifie, démarre et supprime une stack "
        "d'exemple avec la brique. Un broker est alors tenu à l'Open Service Broker API. Il n'en reste rien ; --no-start ne démarre rien.",
        "Checks documents, templates, README, load test and image, and makes, plans, starts and removes a sample stack with the block. "
        "A broker is then held to the Open Service Broker API. Nothing is left of it; --no-start starts nothing.",
    ),
    "command.catalog.summary": Text("Toon wat de catalogus aanbiedt", "Montrer ce qu'offre le catalogue", "Show what the catalog offers"),
    "command.catalog.help": Text(
        "Zonder meer: de lijst van bouwstenen met versies, koppelvlakken en verplichtingen.",
        "Sans plus : la liste des briques avec versions, interfaces et obligations.",
        "By itself: the list of blocks with versions, interfaces and obligations.",
    ),
    "command.catalog.list.summary": Text("Toon alle bouwstenen", "Montrer toutes les briques", "Show all blocks"),
    "command.catalog.list.help": Text(
        "Toont elke bouwsteen met versies, koppelvlakken en verplichtingen.",
        "Montre chaque brique avec versions, interfaces et obligations.",
        "Shows each block with versions, interfaces and obligations.",
    ),
    "command.catalog.show.summary": Text("Toon één bouwsteen", "Montrer une brique", "Show one block"),
    "command.catalog.show.help": Text(
        "Toont van één bouwsteen de versies, parameters, koppelvlakken, doelen, verplichtingen en ondersteuning.",
        "Montre d'une brique les versions, paramètres, interfaces, cibles, obligations et le support.",
        "Shows the versions, parameters, interfaces, targets, obligations and support of one block.",
    ),
    "command.catalog.roadmap.summary": Text(
        "Toon wat komt, verplicht wordt en verdwijnt",
        "Montrer ce qui vient, devient obligatoire et disparaît",
        "Show what comes, becomes due and goes",
    ),
    "command.catalog.roadmap.help": Text(
        "Toont op datum de verwachte versies, de verplichtingen, wat uitdovend of teruggeroepen is, en tot wanneer een versie "
        "ondersteund wordt. Zonder BLOCK: alle bouwstenen.",
        "Montre par date les versions attendues, les obligations, ce qui est déprécié ou rappelé, et jusqu'à quand une version est "
        "prise en charge. Sans BLOCK : toutes les briques.",
        "Shows by date the versions expected, the obligations, what is deprecated or recalled, and until when a version is supported. "
        "Without BLOCK: all blocks.",
    ),
    "command.catalog.publish.summary": Text(
        "Publiceer een versie van een bouwsteen", "Publier une version d'une brique", "Publish a version of a block"
    ),
    "command.catalog.publish.help": Text(
        "Zet de versie uit blocks/BLOCK/block.yaml met haar digest in de catalogus. Weigert een versie die al anders gepubliceerd is, en "
        "een verandering die gebruikers breekt zonder nieuwe hoofdversie; toont wie het zou breken.",
        "Inscrit la version de blocks/BLOCK/block.yaml avec son empreinte dans le catalogue. Refuse une version déjà publiée "
        "autrement, et "
        "un changement incompatible sans nouvelle version majeure ; montre qui serait touché.",
        "Puts the version in blocks/BLOCK/block.yaml into the catalog, with its digest. Refuses a version that was published "
        "otherwise, and "
        "a change that breaks users without a new major version; shows who would break.",
    ),
    "command.catalog.deprecate.summary": Text("Laat een versie uitdoven", "Déprécier une version", "Deprecate a version"),
    "command.catalog.deprecate.help": Text(
        "Wie de versie gebruikt, krijgt een waarschuwing; nieuwe stacks kiezen waar het kan een andere.",
        "Qui utilise la version reçoit un avertissement ; les nouvelles stacks en choisissent si possible une autre.",
        "Who uses the version is warned; new stacks choose another where they can.",
    ),
    "command.catalog.recall.summary": Text("Roep een versie terug", "Rappeler une version", "Recall a version"),
    "command.catalog.recall.help": Text(
        "Niemand kan de versie nog plannen of uitvoeren; validate, plan en apply weigeren ze met de reden. Toont welke stacks ze "
        "gebruiken.",
        "Plus personne ne peut planifier ou exécuter la version ; validate, plan et apply la refusent avec la raison. Montre quelles "
        "stacks "
        "l'utilisent.",
        "Nobody can plan or carry out the version any more; validate, plan and apply refuse it with the reason. Shows which stacks use it.",
    ),
    "command.catalog.snapshot.summary": Text("Maak een ondertekende momentopname", "Faire un instantané signé", "Make a signed snapshot"),
    "command.catalog.snapshot.help": Text(
        "Schrijft catalog/snapshot.json met alle digests, een nummer dat alleen stijgt en een vervaldag, en ondertekent het.",
        "Écrit catalog/snapshot.json avec toutes les empreintes, un numéro qui ne fait que monter et une échéance, et le signe.",
        "Writes catalog/snapshot.json with all digests, a number that only rises and an expiry, and signs it.",
    ),
    "command.catalog.verify.summary": Text("Controleer de catalogus", "Contrôler le catalogue", "Verify the catalog"),
    "command.catalog.verify.help": Text(
        "Controleert handtekening, vervaldag, nummer en alle digests tegen de momentopname. Er is geen netwerk voor nodig.",
        "Contrôle la signature, l'échéance, le numéro et toutes les empreintes selon l'instantané. Sans réseau.",
        "Checks signature, expiry, number and all digests against the snapshot. No network is needed.",
    ),
    "command.plan.summary": Text("Toon wat er zou veranderen", "Montrer ce qui changerait", "Show what would change"),
    "command.plan.help": Text(
        "Vergelijkt de stack met wat vastgelegd is en met de werkelijkheid. Er wordt niets aangeraakt. Zonder STACK: alle stacks.",
        "Compare la stack avec ce qui est enregistré et avec la réalité. Rien n'est touché. Sans STACK : toutes les stacks.",
        "Compares the stack with what is recorded and with the world. Nothing is touched. Without STACK: all stacks.",
    ),
    "command.apply.summary": Text("Voer een plan uit", "Exécuter un plan", "Carry out a plan"),
    "command.apply.help": Text(
        "Plant en voert uit na bevestiging, of voert een bewaard plan uit, precies zoals het is. Het bewaarde plan moet nog passen "
        "(code 7 als dat niet zo is).",
        "Planifie et exécute après confirmation, ou exécute un plan conservé, tel quel. Le plan conservé doit encore convenir (sinon "
        "code 7).",
        "Plans and carries out after a confirmation, or carries out a saved plan exactly as it is. The saved plan must still fit "
        "(code 7 if it does not).",
    ),
    "command.up.summary": Text("Start een stack en beproef ze", "Démarrer une stack et l'éprouver", "Start a stack and prove it"),
    "command.up.help": Text(
        "Neemt de bouwstenen op, start ze, koppelt ze en bewijst de koppeling met de klantreis van een burger onder een kleine belasting.",
        "Adopte les briques, les démarre, les relie et prouve la liaison par le parcours d'un citoyen sous une petite charge.",
        "Adopts the blocks, starts them, wires them and proves the wiring with a citizen's journey under a small load.",
    ),
    "command.down.summary": Text("Stop een stack, gegevens blijven", "Arrêter une stack, les données restent", "Stop a stack, data stays"),
    "command.down.help": Text(
        "Stopt alle processen van de stack. Gegevens, wachtwoorden en poorten blijven; `up` gaat verder waar het was.",
        "Arrête tous les processus de la stack. Données, mots de passe et ports restent ; `up` reprend où on en était.",
        "Stops all processes of the stack. Data, passwords and ports stay; `up` goes on where it was.",
    ),
    "command.destroy.summary": Text("Verwijder een stack", "Supprimer une stack", "Remove a stack"),
    "command.destroy.help": Text(
        "Verwijdert alles van de stack in deze omgeving, behalve wat bewaard moet blijven. Vraagt om de naam van de stack te typen.",
        "Supprime tout de la stack dans cet environnement, sauf ce qui doit être conservé. Demande de taper le nom de la stack.",
        "Removes everything of the stack in this environment, but for what must be kept. Asks for the name of the stack to be typed.",
    ),
    "command.status.summary": Text("Toon hoe het met een stack gaat", "Montrer l'état d'une stack", "Show how a stack is doing"),
    "command.status.help": Text(
        "Toont van elke instantie de toestand, de versie, hoe echt ze is en waar ze draait. Zonder STACK: alle stacks met een toestand.",
        "Montre pour chaque instance l'état, la version, son degré de réalité et où elle tourne. Sans STACK : toutes les stacks "
        "enregistrées.",
        "Shows the condition, the version, how real it is and where it runs for each instance. Without STACK: all recorded stacks.",
    ),
    "command.outputs.summary": Text(
        "Toon adressen en koppelgegevens", "Montrer adresses et données de liaison", "Show addresses and bindings"
    ),
    "command.outputs.help": Text(
        "Toont wat de instanties van de stack aanbieden. NAAM is instantie of instantie/uitgang, met eventueel een veld erachter. "
        "Geheimen blijven verborgen.",
        "Montre ce qu'offrent les instances de la stack. NOM est instance ou instance/sortie, suivi au besoin d'un champ. Les "
        "secrets restent cachés.",
        "Shows what the instances of the stack provide. NAME is instance or instance/output, with a field behind it if wanted. "
        "Secrets stay hidden.",
    ),
    "command.drift.summary": Text(
        "Toon wat buiten Bouwsteen veranderde", "Montrer ce qui a changé hors de Bouwsteen", "Show what changed outside Bouwsteen"
    ),
    "command.drift.help": Text(
        "Vergelijkt de werkelijkheid met wat vastgelegd is, alleen voor de velden die Bouwsteen beheert.",
        "Compare la réalité avec ce qui est enregistré, uniquement pour les champs que Bouwsteen gère.",
        "Compares the world with what is recorded, only for the fields that Bouwsteen manages.",
    ),
    "command.logs.summary": Text("Toon logboeken van instanties", "Montrer les journaux des instances", "Show logs of instances"),
    "command.logs.help": Text(
        "Toont de laatste regels van elke instantie, of van één. Met --follow blijven nieuwe regels komen tot Ctrl-C.",
        "Montre les dernières lignes de chaque instance, ou d'une seule. Avec --follow, les nouvelles lignes arrivent jusqu'à Ctrl-C.",
        "Shows the last lines of each instance, or of one. With --follow new lines keep coming until Ctrl-C.",
    ),
    "command.loadtest.summary": Text(
        "Beproef een draaiende stack onder belasting", "Éprouver une stack sous charge", "Prove a running stack under load"
    ),
    "command.loadtest.help": Text(
        "Laat burgers de klantreis doen volgens een belastingsprofiel en oordeelt over snelheid en fouten. "
        "Code 11: een grens is niet gehaald. Code 12: de meting bewijst niets.",
        "Fait suivre le parcours par des citoyens selon un profil de charge et juge de la vitesse et des erreurs. "
        "Code 11 : une limite n'est pas tenue. Code 12 : la mesure ne prouve rien.",
        "Lets citizens take the journey by a load profile and judges speed and errors. "
        "Code 11: a limit was not met. Code 12: the measurement proves nothing.",
    ),
    "command.graph.summary": Text("Teken hoe alles samenhangt", "Dessiner les dépendances", "Draw how everything hangs together"),
    "command.graph.help": Text(
        "Schrijft de instanties (of met --resources de middelen) en wat ze van elkaar nodig hebben, als Graphviz, Mermaid of SVG.",
        "Écrit les instances (ou avec --resources les ressources) et ce dont elles ont besoin, en Graphviz, Mermaid ou SVG.",
        "Writes the instances (or with --resources the resources) and what they need of each other, as Graphviz, Mermaid or SVG.",
    ),
    "command.explain.summary": Text(
        "Leg een melding of exitcode uit", "Expliquer un message ou un code de sortie", "Explain a message or an exit code"
    ),
    "command.explain.help": Text(
        "Zegt van elke CODE waarom ze komt en wat te doen. De code van een melding staat tussen vierkante haken; een exitcode is een "
        "getal. Zonder CODE: alle codes, per onderwerp.",
        "Dit de chaque CODE pourquoi il apparaît et que faire. Le code d'un message est entre crochets ; un code de sortie est un "
        "nombre. Sans CODE : tous les codes, par sujet.",
        "Says of each CODE why it comes and what to do. The code of a message stands in square brackets; an exit code is a number. "
        "Without CODE: all codes, by subject.",
    ),
    "command.import.summary": Text("Neem over wat al bestaat", "Reprendre ce qui existe", "Take over what exists"),
    "command.import.help": Text(
        "Neemt een bestaand ding over als het middel dat de stack op ADDRESS vraagt: een poort, een map, een wachtwoord, een deel "
        "van een "
        "dienst. Er verandert niets aan; het volgende plan toont wat er anders is dan gevraagd. ID is waaraan het te herkennen is. Een "
        "geheim komt van de standaardinvoer (-), van env:NAAM of van file:PAD.",
        "Reprend une chose existante comme la ressource que la stack demande à ADDRESS : un port, un dossier, un mot de passe, une part "
        "d'un service. Rien n'y change ; le prochain plan montre ce qui diffère. ID est ce qui la désigne. Un secret vient de l'entrée "
        "standard (-), de env:NOM ou de file:CHEMIN.",
        "Takes over an existing thing as the resource that the stack asks for at ADDRESS: a port, a folder, a password, a share in a "
        "service. Nothing of it changes; the next plan shows where it differs from what is asked. ID is what names it. A secret comes "
        "from standard input (-), from env:NAME or from file:PATH.",
    ),
    "command.export.summary": Text("Schrijf de opgeloste stack uit", "Écrire la stack résolue", "Write out the resolved stack"),
    "command.export.help": Text(
        "Van een omgeving in een cluster: haar manifesten, die `kubectl apply --server-side` aanneemt. Secrets blijven eruit en worden "
        "genoemd, tenzij --with-secrets gevraagd wordt. Van een andere omgeving: de stack met de vastgelegde versies als één document. "
        "--format objects schrijft wat een operator nodig heeft om de omgeving uit te voeren: de Stack en alles wat daarvoor gekozen is.",
        "D'un environnement dans un cluster : ses manifestes, que `kubectl apply --server-side` accepte. Les Secrets n'y sont pas mais "
        "sont nommés, sauf avec --with-secrets. D'un autre environnement : la stack avec ses versions figées en un seul document. "
        "--format objects écrit ce qu'il faut à un opérateur pour exécuter l'environnement : la Stack et tout ce qui a été choisi.",
        "Of an environment in a cluster: its manifests, which `kubectl apply --server-side` takes. Secrets are left out and named, unless "
        "--with-secrets asks for them. Of another environment: the stack together with its pinned versions as one document. "
        "--format objects writes what an operator needs to run the environment: the Stack and everything that was chosen for it.",
    ),
    "command.schema.summary": Text(
        "Geef het JSON Schema van een document", "Donner le JSON Schema d'un document", "Give the JSON Schema of a document"
    ),
    "command.schema.help": Text(
        "Zonder KIND: de lijst van soorten. Met --all MAP worden alle schema's in een map geschreven, voor een editor.",
        "Sans KIND : la liste des sortes. Avec --all DOSSIER, tous les schémas sont écrits dans un dossier, pour un éditeur.",
        "Without KIND: the list of kinds. With --all FOLDER all schemas are written to a folder, for an editor.",
    ),
    "command.version.summary": Text("Toon de versie van Bouwsteen", "Montrer la version de Bouwsteen", "Show the version of Bouwsteen"),
    "command.version.help": Text(
        "Toont de versie, die van Python en van de bibliotheken, en waar de catalogus vandaan komt.",
        "Montre la version, celle de Python et des bibliothèques, et l'origine du catalogue.",
        "Shows the version, those of Python and the libraries, and where the catalog comes from.",
    ),
}
