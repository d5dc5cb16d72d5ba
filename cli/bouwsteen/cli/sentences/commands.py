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
    Sentence(
        "Invalid value for '{option}': {value} is not one of {allowed}.",
        "De waarde past niet bij '{option}': {value} is geen van {allowed}.",
        "La valeur ne convient pas à '{option}' : {value} n'est aucun de {allowed}.",
    ),
    Sentence(
        "No message and no exit code of Bouwsteen is called {name}.",
        "Geen melding en geen exitcode van Bouwsteen heet {name}.",
        "Aucun message ni code de sortie de Bouwsteen ne s'appelle {name}.",
    ),
    Sentence("See them all:", "Bekijk ze alle:", "Voyez-les tous :"),
    Sentence(
        "There are none yet; `bouwsteen init` begins one.",
        "Er zijn er nog geen; `bouwsteen init` begint er een.",
        "Il n'y en a pas encore ; `bouwsteen init` en commence une.",
    ),
    Sentence("No output is called `{name}`.", "Geen uitgang heet `{name}`.", "Aucune sortie ne s'appelle `{name}`."),
    Sentence(
        "The outputs are: {names}. A field stands behind a dot, as in instance/output.url.",
        "De uitgangen zijn: {names}. Een veld staat achter een punt, zoals in instance/output.url.",
        "Les sorties sont : {names}. Un champ se met après un point, comme dans instance/output.url.",
    ),
    Sentence(
        "No local process of {what} has written a log.",
        "Geen lokaal proces van {what} heeft een logboek geschreven.",
        "Aucun processus local de {what} n'a écrit de journal.",
    ),
    Sentence("See what there is:", "Bekijk wat er is:", "Voyez ce qu'il y a :"),
    Sentence("`{name}` is not a kind of document.", "`{name}` is geen soort document.", "`{name}` n'est pas un type de document."),
    Sentence("The kinds are {names}.", "De soorten zijn {names}.", "Les types sont {names}."),
    Sentence(
        "No load profile is called `{name}`.", "Geen belastingsprofiel heet `{name}`.", "Aucun profil de charge ne s'appelle `{name}`."
    ),
    Sentence("The profiles are: {names}.", "De profielen zijn: {names}.", "Les profils sont : {names}."),
    Sentence(
        "The list of organisations has no `{name}`.",
        "De lijst van besturen heeft geen `{name}`.",
        "La liste des administrations n'a pas de `{name}`.",
    ),
    Sentence(
        "It is looked up by name or NIS number in catalog/organisations.csv.",
        "Een bestuur wordt bij zijn naam of NIS-nummer gezocht in catalog/organisations.csv.",
        "On la cherche par son nom ou son numéro INS dans catalog/organisations.csv.",
    ),
    Sentence(
        "{folder} exists, and nothing in it is overwritten.",
        "{folder} bestaat, en niets erin wordt overschreven.",
        "{folder} existe, et rien n'y est écrasé.",
    ),
    Sentence("Choose another name:", "Kies een andere naam:", "Choisissez un autre nom :"),
    Sentence(
        "`{name}` is not made of small letters, digits and hyphens, beginning with a letter.",
        "`{name}` bestaat niet uit kleine letters, cijfers en koppeltekens, met een letter vooraan.",
        "`{name}` n'est pas fait de petites lettres, de chiffres et de traits d'union, commençant par une lettre.",
    ),
    Sentence("Leave it out and it becomes {name}.", "Laat het weg, en het wordt {name}.", "Laissez-le de côté, et ce sera {name}."),
    Sentence("Making {path} failed: {why}.", "De map {path} maken mislukte: {why}.", "La création de {path} a échoué : {why}."),
    Sentence("Check the space on the disk.", "Kijk hoeveel plaats de schijf nog heeft.", "Vérifiez l'espace sur le disque."),
    Sentence(
        "Check the space on the disk, and whether the file or folder is yours to use.",
        "Kijk hoeveel plaats de schijf nog heeft, en of u het bestand of de map mag gebruiken.",
        "Vérifiez l'espace sur le disque, et si le fichier ou le dossier est à vous.",
    ),
)
