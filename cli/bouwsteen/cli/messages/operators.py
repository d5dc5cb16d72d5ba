"""The operator in a cluster, and its plugin for kubectl."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "object-unclear": Entry(
        title=Text(
            "Het is niet duidelijk welk object bedoeld is",
            "On ne sait pas de quel objet il s'agit",
            "It is not clear which object is meant",
        ),
        cause=Text(
            "Een object is een soort en een naam, zoals kubectl ze neemt.",
            "Un objet est un genre et un nom, comme kubectl les accepte.",
            "An object is a kind and a name, as kubectl takes them.",
        ),
        remedy=Text(
            "Bijvoorbeeld:\n\n    kubectl bouwsteen why stack/NAAM",
            "Par exemple :\n\n    kubectl bouwsteen why stack/NOM",
            "For example:\n\n    kubectl bouwsteen why stack/NAME",
        ),
        exits=(10,),
    ),
    "object-not-found": Entry(
        title=Text(
            "Zo'n object is er niet",
            "Il n'y a pas d'objet de ce nom",
            "There is no such object",
        ),
        cause=Text(
            "De naamruimte heeft geen object van die soort en naam.",
            "L'espace de noms n'a pas d'objet de ce genre et de ce nom.",
            "The namespace has no object of that kind and name.",
        ),
        remedy=Text(
            "Noem de naamruimte met -n, of kijk wat er is:\n\n    kubectl get stacks -A",
            "Citez l'espace de noms avec -n, ou voyez ce qu'il y a :\n\n    kubectl get stacks -A",
            "Name the namespace with -n, or see what there is:\n\n    kubectl get stacks -A",
        ),
        exits=(6,),
    ),
    "kinds-not-installed": Entry(
        title=Text(
            "De cluster kent onze soorten objecten niet",
            "Le cluster ne connaît pas nos genres d'objets",
            "The cluster does not know our kinds",
        ),
        cause=Text(
            "De definities van onze soorten staan er niet: het is een andere cluster, of er is geen operator.",
            "Les définitions de nos genres n'y sont pas : c'est un autre cluster, ou il n'y a pas d'opérateur.",
            "The definitions of our kinds are not there: it is another cluster, or there is no operator.",
        ),
        remedy=Text(
            "Kies een andere context, of installeer de operator:\n\n    kubectl apply --server-side -k operator/config/base",
            "Choisissez un autre contexte, ou installez l'opérateur :\n\n    kubectl apply --server-side -k operator/config/base",
            "Choose another context, or install the operator:\n\n    kubectl apply --server-side -k operator/config/base",
        ),
        exits=(6,),
    ),
    "nothing-waits": Entry(
        title=Text(
            "Er wacht niets op goedkeuring",
            "Rien n'attend d'approbation",
            "Nothing waits for approval",
        ),
        cause=Text(
            "De stack heeft geen plan dat wacht: er is niets te doen, of er is iets anders aan de hand.",
            "La stack n'a pas de plan en attente : il n'y a rien à faire, ou il s'agit d'autre chose.",
            "The stack has no plan that waits: there is nothing to do, or something else is the matter.",
        ),
        remedy=Text(
            "Vraag hoe het staat:\n\n    kubectl bouwsteen why stack/NAAM",
            "Demandez ce qu'il en est :\n\n    kubectl bouwsteen why stack/NOM",
            "Ask how it is:\n\n    kubectl bouwsteen why stack/NAME",
        ),
        exits=(6,),
    ),
    "plan-not-as-said": Entry(
        title=Text(
            "Het plan is niet dat wat wacht",
            "Le plan n'est pas celui qui attend",
            "The plan is not the one that waits",
        ),
        cause=Text(
            "Het plan in de ConfigMap verschilt van wat de status van de Stack noemt: de operator schrijft net, of iemand veranderde het.",
            "Le plan dans la ConfigMap diffère de celui que cite le statut de la Stack : l'opérateur est en train "
            "d'écrire, ou quelqu'un l'a modifié.",
            "The plan in the ConfigMap differs from the one that the status of the Stack names: the operator is "
            "just writing, or somebody changed it.",
        ),
        remedy=Text(
            "Laat het opnieuw maken, en kijk dan weer:\n\n    kubectl bouwsteen reconcile stack/NAAM",
            "Faites-le refaire, puis regardez à nouveau :\n\n    kubectl bouwsteen reconcile stack/NOM",
            "Have it made again, then look again:\n\n    kubectl bouwsteen reconcile stack/NAME",
        ),
        exits=(7,),
    ),
    "reason-missing": Entry(
        title=Text(
            "Een goedkeuring heeft een reden nodig",
            "Une approbation a besoin d'une raison",
            "An approval needs a reason",
        ),
        cause=Text(
            "De tekst van --reason is leeg.",
            "Le texte de --reason est vide.",
            "The text of --reason is empty.",
        ),
        remedy=Text(
            "Zeg waarom het goed is.",
            "Dites pourquoi c'est bon.",
            "Say why it is approved of.",
        ),
        exits=(10,),
    ),
    "file-exists": Entry(
        title=Text(
            "Zo'n bestand is er al",
            "Un tel fichier existe déjà",
            "There is such a file already",
        ),
        cause=Text(
            "Het wordt niet overschreven.",
            "Il n'est pas remplacé.",
            "It is not written over.",
        ),
        remedy=Text(
            "Kies een andere naam.",
            "Choisissez un autre nom.",
            "Choose another name.",
        ),
        exits=(10,),
    ),
    "operator-rights-missing": Entry(
        title=Text(
            "De operator mag niet doen wat hij moet",
            "L'opérateur n'a pas les droits nécessaires",
            "The operator may not do what it must",
        ),
        cause=Text(
            "De rol van het account waarmee de operator loopt, mist de genoemde rechten.",
            "Le rôle du compte de l'opérateur n'a pas les droits cités.",
            "The role of the account that the operator runs as lacks the rights that are named.",
        ),
        remedy=Text(
            "Laat wie de cluster beheert de rollen van de operator toekennen.",
            "Faites attribuer les rôles de l'opérateur par qui gère le cluster.",
            "Have whoever runs the cluster grant the roles of the operator.",
        ),
        exits=(3,),
    ),
    "allowed-address-invalid": Entry(
        title=Text(
            "Wat toegelaten is, is geen adres",
            "Ce qui est autorisé n'est pas une adresse",
            "What is allowed is no address",
        ),
        cause=Text(
            "Toegelaten wordt de naam van een host, een domein met een punt ervoor, of een netwerk.",
            "On autorise le nom d'un hôte, un domaine précédé d'un point, ou un réseau.",
            "What is allowed is the name of a host, a domain with a dot before it, or a network.",
        ),
        remedy=Text(
            "Bijvoorbeeld:\n\n    bouwsteen operator run --allow-address .intern.example --allow-address 10.1.0.0/16",
            "Par exemple :\n\n    bouwsteen operator run --allow-address .intern.example --allow-address 10.1.0.0/16",
            "For example:\n\n    bouwsteen operator run --allow-address .intern.example --allow-address 10.1.0.0/16",
        ),
        exits=(10,),
    ),
    "operator-shard-invalid": Entry(
        title=Text(
            "Een deel kan niet zijn wat gegeven werd",
            "Une part ne peut pas être ce qui a été donné",
            "A shard cannot be what was given",
        ),
        cause=Text(
            "Een deel is een nummer van een aantal, zoals 1/3, of een waarde van het label bouwsteen.vlaanderen.be/shard.",
            "Une part est un numéro parmi un nombre, comme 1/3, ou une valeur du label bouwsteen.vlaanderen.be/shard.",
            "A shard is a number of a count, as in 1/3, or a value of the label bouwsteen.vlaanderen.be/shard.",
        ),
        remedy=Text(
            "Bijvoorbeeld:\n\n    bouwsteen operator run --shard 1/3",
            "Par exemple :\n\n    bouwsteen operator run --shard 1/3",
            "For example:\n\n    bouwsteen operator run --shard 1/3",
        ),
        exits=(10,),
    ),
    "manifests-two-parts": Entry(
        title=Text(
            "Er werden twee delen van een installatie gevraagd",
            "Deux parties d'une installation ont été demandées",
            "Two parts of an installation were asked for",
        ),
        cause=Text(
            "`--crds-only` schrijft alleen de soorten, en `--tenant` alleen het account van één naamruimte.",
            "`--crds-only` n'écrit que les sortes, et `--tenant` que le compte d'un espace de noms.",
            "`--crds-only` writes the kinds alone, and `--tenant` the account of one namespace alone.",
        ),
        remedy=Text(
            "Vraag ze na elkaar:\n\n    bouwsteen operator manifests --crds-only\n    bouwsteen operator manifests --tenant NAAMRUIMTE",
            "Demandez-les l'une après l'autre :\n\n    bouwsteen operator manifests --crds-only\n    bouwsteen operator manifests --tenant "
            "ESPACE",
            "Ask for one after the other:\n\n    bouwsteen operator manifests --crds-only\n    bouwsteen operator manifests --tenant "
            "NAMESPACE",
        ),
        exits=(10,),
    ),
    "operator-two-clusters": Entry(
        title=Text(
            "Er werden twee clusters genoemd",
            "Deux clusters ont été désignés",
            "Two clusters were named",
        ),
        cause=Text(
            "--in-cluster betekent de cluster waarin dit loopt; een kubeconfig of een context betekent een andere.",
            "--in-cluster désigne le cluster dans lequel ceci tourne ; un kubeconfig ou un contexte en désigne un autre.",
            "--in-cluster means the cluster in which this runs; a kubeconfig or a context means another one.",
        ),
        remedy=Text("Laat er een weg.", "Omettez l'un des deux.", "Leave one of them out."),
        exits=(10,),
    ),
}
