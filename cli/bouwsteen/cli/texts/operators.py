"""The operator: its commands and their options."""

from __future__ import annotations

from collections.abc import Mapping

from bouwsteen.cli.texts.text import Text

OPERATOR_TEXTS: Mapping[str, Text] = {
    "command.operator.summary": Text(
        "Laat Bouwsteen doorlopend over een cluster waken",
        "Faire veiller Bouwsteen en continu sur un cluster",
        "Keep Bouwsteen running beside a cluster",
    ),
    "command.operator.help": Text(
        "De operator voert uit wat als Stack in een cluster staat, met dezelfde engine als de andere opdrachten, en houdt het zo.",
        "L'opérateur réalise ce qui se trouve comme Stack dans un cluster, avec le même moteur que les autres commandes, et le maintient.",
        "The operator carries out what stands in a cluster as a Stack, with the same engine as the other commands, and keeps it so.",
    ),
    "command.operator.run.summary": Text(
        "Start de operator, tot een signaal hem stopt",
        "Démarrer l'opérateur, jusqu'à ce qu'un signal l'arrête",
        "Run the operator until a signal stops it",
    ),
    "command.operator.run.help": Text(
        "Volgt de Stacks van een cluster en brengt elke tot wat gevraagd is. Van meerdere operatoren handelt er één; de andere staan "
        "klaar. Logt één JSON-object per regel. Wat een naamruimte toebehoort, gebeurt met de rechten van haar eigen dienstaccount. Na "
        "SIGTERM eindigt wat bezig is binnen --grace; wat niet klaar raakt, staat in het verslag en gaat de volgende keer voort.",
        "Suit les Stacks d'un cluster et amène chacune à ce qui est demandé. De plusieurs opérateurs, un seul agit ; les autres se "
        "tiennent prêts. Journalise un objet JSON par ligne. Ce qui appartient à un espace de noms se fait avec les droits de son propre "
        "compte de service. Après SIGTERM, ce qui est en cours se termine dans le délai --grace ; le reste est consigné et reprend la "
        "fois suivante.",
        "Follows the Stacks of a cluster and brings each to what is asked for. Of several operators one acts; the others stand by. Logs "
        "one JSON object a line. What belongs to a namespace is done with the rights of its own service account. After SIGTERM what is "
        "under way ends within --grace; what does not is on record, and goes on the next time.",
    ),
    "command.operator.manifests.summary": Text(
        "Schrijf wat een cluster nodig heeft om een operator te hebben",
        "Écrire ce qu'il faut à un cluster pour avoir un opérateur",
        "Write what a cluster needs to have an operator",
    ),
    "command.operator.manifests.help": Text(
        "Schrijft de soorten, rollen en de operator zelf als manifests voor kubectl, zoals ze bij deze versie horen. "
        "--tenant schrijft in plaats daarvan het account waarmee de operator in één naamruimte handelt.",
        "Écrit les sortes, les rôles et l'opérateur même comme manifestes pour kubectl, tels qu'ils vont avec cette "
        "version. --tenant écrit à la place le compte avec lequel l'opérateur agit dans un espace de noms.",
        "Writes the kinds, roles and the operator itself as manifests for kubectl, as they go with this version. "
        "--tenant writes instead the account that the operator acts as in one namespace.",
    ),
    "option.manifests.namespace": Text(
        "Naamruimte van de operator (standaard bouwsteen-system).",
        "Espace de noms de l'opérateur (bouwsteen-system par défaut).",
        "Namespace of the operator (default bouwsteen-system).",
    ),
    "option.manifests.image": Text(
        "Image van de operator, met versie of digest; anders die van deze versie.",
        "Image de l'opérateur, avec version ou digest ; sinon celle de cette version.",
        "Image of the operator, with a version or digest; else that of this version.",
    ),
    "option.manifests.crds-only": Text(
        "Alleen de definities van de soorten.", "Seulement les définitions des sortes.", "The definitions of the kinds alone."
    ),
    "option.manifests.tenant": Text(
        "Alleen het account van deze naamruimte.", "Seulement le compte de cet espace de noms.", "The account of this namespace alone."
    ),
    "option.operator.name": Text(
        "Naam van deze operator; stacks noemen hem als runBy: operator/NAAM.",
        "Nom de cet opérateur ; les stacks le citent par runBy: operator/NOM.",
        "Name of this operator; stacks name it as runBy: operator/NAME.",
    ),
    "option.operator.namespace": Text(
        "Zijn eigen naamruimte, met de Lease van wie leidt.",
        "Son propre espace de noms, avec le Lease de celui qui dirige.",
        "Its own namespace, with the Lease of who leads.",
    ),
    "option.operator.account": Text(
        "Dienstaccount van elke naamruimte waarmee daar geschreven wordt.",
        "Compte de service de chaque espace de noms, avec lequel on y écrit.",
        "Service account of each namespace, as which things are written there.",
    ),
    "option.operator.watch": Text(
        "Volg alleen deze naamruimte; herhaalbaar. Anders de hele cluster.",
        "Suivre seulement cet espace de noms ; répétable. Sinon tout le cluster.",
        "Follow this namespace only; repeatable. Else the whole cluster.",
    ),
    "option.operator.keys": Text(
        "Map met de sleutels van de vastleggingen, één per bestand; anders die van deze gebruiker.",
        "Dossier des clés des enregistrements, une par fichier ; sinon celles de cet utilisateur.",
        "Folder with the keys of records, one a file; else those of this user.",
    ),
    "option.operator.marks": Text(
        "Map die onthoudt hoe ver elke vastlegging al kwam.",
        "Dossier qui retient jusqu'où chaque enregistrement est déjà allé.",
        "Folder that remembers how far each record had come.",
    ),
    "option.operator.in-cluster": Text(
        "Gebruik het dienstaccount van de pod waarin dit loopt.",
        "Utiliser le compte de service du pod dans lequel ceci tourne.",
        "Use the service account of the pod in which this runs.",
    ),
    "option.operator.workers": Text(
        "Hoeveel stacks tegelijk (standaard 8).", "Combien de stacks à la fois (8 par défaut).", "How many stacks at once (default 8)."
    ),
    "option.operator.per-organisation": Text(
        "Hoeveel daarvan voor één bestuur (standaard 2).",
        "Combien d'entre elles pour une même administration (2 par défaut).",
        "How many of these for one organisation (default 2).",
    ),
    "option.operator.sweep": Text(
        "Binnen hoeveel tijd elke stack nagekeken wordt, ook zonder wijziging (standaard 600).",
        "Délai dans lequel chaque stack est vérifiée, même sans changement (600 par défaut).",
        "Within what time each stack is looked at, also without a change (default 600).",
    ),
    "option.operator.shard": Text(
        "Alleen dit deel van de stacks: 1/3, of een waarde van het label bouwsteen.vlaanderen.be/shard.",
        "Seulement cette part des stacks : 1/3, ou une valeur du label bouwsteen.vlaanderen.be/shard.",
        "Only this part of the stacks: 1/3, or a value of the label bouwsteen.vlaanderen.be/shard.",
    ),
    "option.operator.grace": Text(
        "Tijd om bij het stoppen af te werken (standaard 25).",
        "Temps pour terminer à l'arrêt (25 par défaut).",
        "Time to finish when it is stopped (default 25).",
    ),
    "option.operator.listen": Text(
        "Adres van metrics en gezondheid (standaard 127.0.0.1).",
        "Adresse des métriques et de la santé (127.0.0.1 par défaut).",
        "Address of metrics and health (default 127.0.0.1).",
    ),
    "option.operator.metrics-port": Text(
        "Poort van /metrics (standaard 8080; 0: een vrije).",
        "Port de /metrics (8080 par défaut ; 0 : un port libre).",
        "Port of /metrics (default 8080; 0: a free one).",
    ),
    "option.operator.webhook-port": Text(
        "Poort van de webhook die de API-server bevraagt (0: een vrije). Zonder keuze is er geen.",
        "Port du webhook que le serveur d'API interroge (0 : un port libre). Sans choix, il n'y en a pas.",
        "Port of the webhook that the API server asks (0: a free one). Left out, there is none.",
    ),
    "option.operator.allow-address": Text(
        "Adres waar diensten ook opgeroepen worden: een naam, .domein of netwerk; herhaalbaar, of BOUWSTEEN_ALLOW_ADDRESSES.",
        "Adresse où appeler aussi des services : un nom, .domaine ou réseau ; répétable, ou BOUWSTEEN_ALLOW_ADDRESSES.",
        "Address at which services are called too: a name, .domain or network; repeatable, or BOUWSTEEN_ALLOW_ADDRESSES.",
    ),
    "option.operator.health-port": Text(
        "Poort van /health/live en /health/ready (standaard 8081; 0: een vrije).",
        "Port de /health/live et /health/ready (8081 par défaut ; 0 : un port libre).",
        "Port of /health/live and /health/ready (default 8081; 0: a free one).",
    ),
}
