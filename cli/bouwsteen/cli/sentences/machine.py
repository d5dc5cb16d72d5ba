"""About this machine, and what a run met on it."""

from __future__ import annotations

from typing import Final

from bouwsteen.cli.sentences.entries import Sentence

SENTENCES: Final = (
    Sentence(
        "{who} has been running `{command}` for {duration}, since {time} (run {run}, process {pid} on {host}, {condition}). "
        "The lock is {lock}.",
        "{who} voert al {duration} `{command}` uit, sinds {time} (run {run}, proces {pid} op {host}, {condition}). Het slot is {lock}.",
        "{who} exécute `{command}` depuis {duration}, depuis {time} (exécution {run}, processus {pid} sur {host}, {condition}). "
        "Le verrou est {lock}.",
    ),
    Sentence(
        "Wait for it with `--lock-timeout {seconds}`. If it hangs, you take over after {lease} seconds without a sign of life. "
        "Only when you know that it will never go on, take the lock away:",
        "Wacht erop met `--lock-timeout {seconds}`. Hangt het, dan neemt u over na {lease} seconden zonder teken van leven. "
        "Neem het slot alleen weg als u weet dat het nooit verdergaat:",
        "Attendez avec `--lock-timeout {seconds}`. S'il reste bloqué, vous prenez le relais après {lease} secondes sans signe de vie. "
        "N'enlevez le verrou que si vous savez que rien ne continuera :",
    ),
    Sentence("The state does not have `{address}`.", "`{address}` is niet vastgelegd.", "`{address}` n'est pas enregistré."),
    Sentence("See what is recorded:", "Bekijk wat vastgelegd is:", "Voyez ce qui est enregistré :"),
    Sentence(
        "Correct the block by what stands above; nothing of this run is kept.",
        "Verbeter de bouwsteen met wat hierboven staat; van deze run wordt niets bewaard.",
        "Corrigez la brique d'après ce qui précède ; rien de cette exécution n'est gardé.",
    ),
    Sentence(
        "The process {name} ended. It wrote nothing.",
        "Het proces {name} stopte, en schreef niets.",
        "Le processus {name} s'est arrêté, sans rien écrire.",
    ),
    Sentence(
        "Something else listens on {host}:{port}, the port of {address}.",
        "Iets anders luistert op {host}:{port}, de poort van {address}.",
        "Autre chose écoute sur {host}:{port}, le port de {address}.",
    ),
    Sentence("End that program, then run again.", "Stop dat programma, en voer het opnieuw uit.", "Arrêtez ce programme, puis relancez."),
    Sentence(
        "Every port from {first} to {last} is reserved or in use.",
        "Elke poort van {first} tot {last} is voorbehouden of in gebruik.",
        "Chaque port de {first} à {last} est réservé ou utilisé.",
    ),
    Sentence(
        "Destroy environments that are no longer needed.",
        "Verwijder omgevingen die niet meer nodig zijn.",
        "Supprimez les environnements qui ne servent plus.",
    ),
    Sentence("The whole log is in {path}.", "Het hele logboek staat in {path}.", "Le journal complet est dans {path}."),
    Sentence("Run again.", "Voer het opnieuw uit.", "Relancez."),
    Sentence(
        "The lock {lock} was held by another run all the time.",
        "Het slot {lock} was de hele tijd van een andere run.",
        "Le verrou {lock} a été tenu tout ce temps par une autre exécution.",
    ),
    Sentence(
        "Wait until that run has ended, then run again.",
        "Wacht tot die run gedaan is, en voer het opnieuw uit.",
        "Attendez que cette exécution soit finie, puis relancez.",
    ),
    Sentence(
        "Look at the rights and the free space of that place, then run again.",
        "Kijk naar de rechten en de vrije ruimte van die plaats, en voer het opnieuw uit.",
        "Regardez les droits et l'espace libre de cet endroit, puis relancez.",
    ),
    Sentence(
        "Plan again, so that the credentials are made anew; else ask the owner of the service.",
        "Plan opnieuw, zodat de toegangsgegevens opnieuw gemaakt worden; vraag het anders aan wie de dienst beheert.",
        "Planifiez à nouveau, pour que les accès soient refaits ; sinon demandez à qui gère le service.",
    ),
    Sentence(
        "{stopped} are stopped, {running} still run.",
        "{stopped} zijn gestopt, {running} draaien nog.",
        "{stopped} sont arrêtés, {running} tournent encore.",
    ),
    Sentence("Run it again to stop the rest.", "Voer het opnieuw uit om de rest te stoppen.", "Relancez pour arrêter le reste."),
    Sentence(
        "{done} steps are done and recorded, {untouched} were not started.",
        "{done} stappen zijn gedaan en vastgelegd, {untouched} werden niet begonnen.",
        "{done} étapes sont faites et enregistrées, {untouched} n'ont pas été commencées.",
    ),
    Sentence("Apply again to go on from there.", "Voer het plan opnieuw uit om verder te gaan.", "Appliquez à nouveau pour continuer."),
    Sentence(
        "It was still waiting for the lock, and did nothing.",
        "Het wachtte nog op het slot, en deed niets.",
        "On attendait encore le verrou, et rien n'a été fait.",
    ),
    Sentence("Nothing was done yet.", "Er is nog niets gedaan.", "Rien n'a encore été fait."),
    Sentence(
        "Nothing was done yet: it was still looking at the world.",
        "Er is nog niets gedaan: er werd nog gekeken hoe het is.",
        "Rien n'a encore été fait : on regardait encore l'état des choses.",
    ),
    Sentence(
        "{address} was under way when the run was ended by force, and it is not known what became of it.",
        "{address} was bezig toen de run gedwongen eindigde, en het is niet geweten wat ervan werd.",
        "{address} était en cours quand l'exécution a été arrêtée de force, et on ne sait pas ce qu'il en est advenu.",
    ),
    Sentence(
        "Run the same command again: it finds out first.",
        "Voer dezelfde opdracht opnieuw uit: ze zoekt het eerst uit.",
        "Relancez la même commande : elle cherche d'abord à le savoir.",
    ),
    Sentence("Look at what it says:", "Kijk wat het zegt:", "Regardez ce qu'il dit :"),
    Sentence(
        "npm could not install what {address} needs. It said: {why}",
        "npm kon niet installeren wat {address} nodig heeft. Het zei: {why}",
        "npm n'a pas pu installer ce dont {address} a besoin. Il a dit : {why}",
    ),
    Sentence(
        "Look whether this machine reaches the npm registry (`npm ping`), then run again.",
        "Kijk of deze machine het register van npm bereikt (`npm ping`), en voer het opnieuw uit.",
        "Vérifiez si cette machine atteint le registre de npm (`npm ping`), puis relancez.",
    ),
    Sentence(
        "{address} needs Node.js and npm: {why}",
        "{address} heeft Node.js en npm nodig: {why}",
        "{address} a besoin de Node.js et npm : {why}",
    ),
    Sentence(
        "Install Node.js, or let pip bring it:",
        "Installeer Node.js, of laat pip het meebrengen:",
        "Installez Node.js, ou laissez pip l'apporter :",
    ),
    Sentence(
        "Move it away, or remove it when nothing in it is needed, and run again.",
        "Zet hem elders, of verwijder hem als niets erin nodig is, en voer het opnieuw uit.",
        "Déplacez-le, ou supprimez-le si rien n'y est nécessaire, et relancez.",
    ),
)
