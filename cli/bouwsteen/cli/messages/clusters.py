"""Kubernetes: clusters, and the objects in them."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "kubeconfig-unusable": Entry(
        title=Text("De kubeconfig is niet bruikbaar", "Le kubeconfig est inutilisable", "The kubeconfig cannot be used"),
        cause=Text(
            "Een stack draait op een cluster, en de kubeconfig die zegt waar die is, ontbreekt, is geen kubeconfig, of heeft de gevraagde "
            "context niet.",
            "Une stack tourne sur un cluster, et le kubeconfig qui dit où il est manque, n'est pas un kubeconfig, ou n'a pas le contexte "
            "demandé.",
            "A stack runs on a cluster, and the kubeconfig that says where it is, is missing, is no kubeconfig, or has no such context.",
        ),
        remedy=Text(
            "Geef een kubeconfig met `--kubeconfig` of `$KUBECONFIG`, en een context die erin staat:\n\n    kubectl config get-contexts",
            "Donnez un kubeconfig par `--kubeconfig` ou `$KUBECONFIG`, et un contexte qui s'y trouve :\n\n    kubectl config get-contexts",
            "Give a kubeconfig with `--kubeconfig` or `$KUBECONFIG`, and a context that is in it:\n\n    kubectl config get-contexts",
        ),
        exits=(10,),
    ),
    "another-world": Entry(
        title=Text("Wat vastligt, is van een andere plaats", "Ce qui est enregistré vient d'ailleurs", "The record is of another place"),
        cause=Text(
            "De objecten van deze omgeving staan volgens de gegevens van Bouwsteen op een andere cluster dan die waarmee nu verbonden is. "
            "Er is niets veranderd.",
            "Selon l'enregistrement, les objets de cet environnement sont sur un autre cluster que celui auquel on est connecté. Rien n'a "
            "changé.",
            "By the record, the objects of this environment are in another cluster than the one that was asked now. Nothing was changed.",
        ),
        remedy=Text(
            "Kies de juiste cluster met `--context` of `--kubeconfig`. Verhuist de omgeving echt, geef haar dan een andere naam.",
            "Choisissez le bon cluster par `--context` ou `--kubeconfig`. Si l'environnement déménage vraiment, donnez-lui un autre nom.",
            "Choose the right cluster by `--context` or `--kubeconfig`. If the environment really moves, give it another name.",
        ),
        exits=(7,),
    ),
    "kubeconfig-refused": Entry(
        title=Text("Deze kubeconfig is niet te vertrouwen", "On ne peut pas se fier à ce kubeconfig", "This kubeconfig cannot be trusted"),
        cause=Text(
            "De kubeconfig komt van anderen en zou op deze computer een programma starten of een bestand lezen, of naar een cluster leiden "
            "die zich niet bewijst.",
            "Le kubeconfig vient d'autrui et lancerait un programme ou lirait un fichier sur cet ordinateur, ou mènerait à un cluster qui "
            "ne prouve pas son identité.",
            "The kubeconfig comes from others and would run a program or read a file on this machine, or lead to a cluster that does not "
            "prove who it is.",
        ),
        remedy=Text(
            "Vraag een kubeconfig die zelf een token of certificaat bevat, zonder `exec`, `auth-provider` en verwijzingen naar bestanden.",
            "Demandez un kubeconfig qui contient lui-même un jeton ou un certificat, sans `exec`, `auth-provider` ni renvois aux fichiers.",
            "Ask for a kubeconfig that holds a token or a certificate itself, without `exec`, `auth-provider` and references to files.",
        ),
        exits=(10,),
        wrong="users:\n  - name: deploy\n    user:\n      exec: {command: ./login}",
        right="users:\n  - name: deploy\n    user:\n      token: …",
    ),
}
