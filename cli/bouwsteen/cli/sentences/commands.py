"""About the command line, stacks and environments, plans, and the machine."""

from __future__ import annotations

from typing import Final

from bouwsteen.cli.sentences.entries import Sentence

SENTENCES: Final = (
    Sentence("The help says what is possible:", "De hulp zegt wat kan:", "L'aide dit ce qui est possible :"),
    Sentence("No such command '{name}'.", "Er is geen opdracht '{name}'.", "Il n'y a pas de commande '{name}'."),
    Sentence("No such option '{name}'.", "Er is geen optie '{name}'.", "Il n'y a pas d'option '{name}'."),
    Sentence("Missing argument '{name}'.", "Het argument '{name}' ontbreekt.", "L'argument '{name}' manque."),
    Sentence("Missing option '{name}'.", "De optie '{name}' ontbreekt.", "L'option '{name}' manque."),
    Sentence(
        "No stack `{name}` stands in {folder}.", "In {folder} staat geen stack `{name}`.", "Il n'y a pas de stack `{name}` dans {folder}."
    ),
    Sentence("Stacks here are: {names}.", "Stacks hier: {names}.", "Stacks ici : {names}."),
    Sentence(
        "The stack `{stack}` has no environment {name}.",
        "De stack `{stack}` heeft geen omgeving {name}.",
        "La stack `{stack}` n'a pas d'environnement {name}.",
    ),
    Sentence(
        "The stack `{stack}` has no environment {name} in {commit}.",
        "De stack `{stack}` heeft geen omgeving {name} in {commit}.",
        "La stack `{stack}` n'a pas d'environnement {name} dans {commit}.",
    ),
    Sentence("Its environments are {names}.", "Zijn omgevingen zijn {names}.", "Ses environnements sont {names}."),
    Sentence("Its environments: {names}.", "Zijn omgevingen: {names}.", "Ses environnements : {names}."),
    Sentence(
        "None of these stacks has an environment `{name}`.",
        "Geen van deze stacks heeft een omgeving `{name}`.",
        "Aucune de ces stacks n'a d'environnement `{name}`.",
    ),
    Sentence(
        "Name one of theirs, or leave `--environment` out for all of them.",
        "Noem een van hun omgevingen, of laat `--environment` weg voor alle.",
        "Nommez un des leurs, ou omettez `--environment` pour tous.",
    ),
    Sentence(
        "The stack `{stack}` has no instance `{name}` in `{environment}`.",
        "De stack `{stack}` heeft geen instantie `{name}` in `{environment}`.",
        "La stack `{stack}` n'a pas d'instance `{name}` dans `{environment}`.",
    ),
    Sentence("Its instances are: {names}.", "Zijn instanties zijn: {names}.", "Ses instances sont : {names}."),
    Sentence("The plan was not confirmed.", "Het plan werd niet bevestigd.", "Le plan n'a pas été confirmé."),
    Sentence("The change was not confirmed.", "De wijziging werd niet bevestigd.", "Le changement n'a pas été confirmé."),
    Sentence("The approval was not confirmed.", "De goedkeuring werd niet bevestigd.", "L'approbation n'a pas été confirmée."),
    Sentence("The import was not confirmed.", "De overname werd niet bevestigd.", "La reprise n'a pas été confirmée."),
    Sentence("{path} is not there.", "{path} is er niet.", "{path} n'existe pas."),
    Sentence("Make one:", "Maak er een:", "Faites-en un :"),
    Sentence("Make a new plan.", "Maak een nieuw plan.", "Faites un nouveau plan."),
    Sentence(
        "Make a new plan, and have it approved again.",
        "Maak een nieuw plan, en laat het opnieuw goedkeuren.",
        "Faites un nouveau plan, et faites-le approuver de nouveau.",
    ),
    Sentence("Make a plan for that one:", "Maak een plan voor die omgeving:", "Faites un plan pour celui-là :"),
    Sentence(
        "{file} is a plan for {stack}/{environment}, and {asked} was asked for.",
        "{file} is een plan voor {stack}/{environment}, en {asked} werd gevraagd.",
        "{file} est un plan pour {stack}/{environment}, et {asked} a été demandé.",
    ),
    Sentence("Writing {path} failed: {why}.", "{path} schrijven lukte niet: {why}.", "L'écriture de {path} a échoué : {why}."),
    Sentence("Reading {path} failed: {why}.", "{path} lezen lukte niet: {why}.", "La lecture de {path} a échoué : {why}."),
    Sentence(
        "Check that the folder exists and is yours to write in.",
        "Kijk of de map bestaat en of u erin mag schrijven.",
        "Vérifiez que le dossier existe et que vous pouvez y écrire.",
    ),
    Sentence(
        "If that is what is meant, name what may be lost:",
        "Is dat de bedoeling, noem dan wat verloren mag gaan:",
        "Si c'est voulu, nommez ce qui peut être perdu :",
    ),
    Sentence("If that is what is meant, name it:", "Is dat de bedoeling, noem ze dan:", "Si c'est voulu, nommez-le :"),
    Sentence(
        "Look first why the stack asks for so little. If that is what is meant, say how many:",
        "Kijk eerst waarom de stack zo weinig vraagt. Is dat de bedoeling, zeg dan hoeveel:",
        "Regardez d'abord pourquoi la stack demande si peu. Si c'est voulu, dites combien :",
    ),
    Sentence("Install it with:", "Installeer het met:", "Installez-le avec :"),
    Sentence(
        "This needs the package {package}, which this installation does not have.",
        "Dit heeft het pakket {package} nodig, en deze installatie heeft dat niet.",
        "Ceci demande le paquet {package}, que cette installation n'a pas.",
    ),
)
