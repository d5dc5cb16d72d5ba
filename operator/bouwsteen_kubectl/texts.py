"""What the plugin says of itself, in the three languages; what it shares with the command line is said there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bouwsteen.cli.texts import Texts
from bouwsteen.cli.texts.text import Text

PLUGIN_TEXTS: Final[Mapping[str, Text]] = {
    "kubectl.help": Text(
        "Vragen aan een Stack in een cluster, en wat iemand hem vraagt.\n\n"
        "Een OBJECT is stack/NAAM of bi/STACK.INSTANTIE, zoals kubectl het neemt.",
        "Des questions à une Stack dans un cluster, et ce qu'on lui demande.\n\n"
        "Un OBJET est stack/NOM ou bi/STACK.INSTANCE, comme kubectl l'accepte.",
        "Questions to a Stack in a cluster, and what a person asks of it.\n\n"
        "An OBJECT is stack/NAME or bi/STACK.INSTANCE, as kubectl takes it.",
    ),
    "kubectl.why": Text("Zeg waarom iets is zoals het is", "Dire pourquoi une chose est comme elle est", "Say why something is as it is"),
    "kubectl.plan": Text(
        "Toon het plan dat op goedkeuring wacht", "Montrer le plan qui attend une approbation", "Show the plan that waits for approval"
    ),
    "kubectl.approve": Text("Keur goed wat wacht", "Approuver ce qui attend", "Approve of what waits"),
    "kubectl.reconcile": Text("Laat de operator nu kijken", "Faire regarder l'opérateur maintenant", "Have the operator look now"),
    "kubectl.suspend": Text("Laat alles staan zoals het is", "Laisser tout en l'état", "Leave everything as it is"),
    "kubectl.resume": Text("Ga verder na een onderbreking", "Reprendre après une suspension", "Go on after a suspension"),
    "kubectl.bundle": Text("Schrijf een bundel voor wie helpt", "Écrire un dossier pour qui aide", "Write a bundle for who helps"),
    "kubectl.why.help": Text(
        "Wat er is, sinds wanneer, waardoor, wat te doen, en waar meer staat. Exitcode 0, ook als er iets mis is.",
        "Ce qui est, depuis quand, à cause de quoi, que faire, et où en lire plus. Code de sortie 0, même si quelque chose ne va pas.",
        "What is so, since when, because of what, what to do, and where more stands. Exit code 0, also where something is wrong.",
    ),
    "kubectl.plan.help": Text(
        "Zoals bouwsteen plan het toont. Wacht er niets, dan is de exitcode 6.",
        "Comme bouwsteen plan le montre. Si rien n'attend, le code de sortie est 6.",
        "As bouwsteen plan shows it. Where nothing waits, the exit code is 6.",
    ),
    "kubectl.approve.help": Text(
        "Toont eerst het plan, vraagt, en maakt dan een Approval op naam van wie vraagt (kubectl auth whoami).",
        "Montre d'abord le plan, demande, puis crée une Approval au nom de qui demande (kubectl auth whoami).",
        "Shows the plan first, asks, and then makes an Approval in the name of who asks (kubectl auth whoami).",
    ),
    "kubectl.reconcile.help": Text(
        "Zet de annotatie requestedAt. Wat de operator vindt, zegt kubectl bouwsteen why.",
        "Pose l'annotation requestedAt. Ce que l'opérateur trouve, kubectl bouwsteen why le dit.",
        "Sets the annotation requestedAt. What the operator finds, kubectl bouwsteen why says.",
    ),
    "kubectl.suspend.help": Text(
        "Zet spec.suspend. Staat de stack in git, zet het dan ook daar: anders zet wie hem brengt het terug.",
        "Pose spec.suspend. Si la stack est dans git, faites-le là aussi : sinon qui l'apporte le remet.",
        "Sets spec.suspend. Where the stack stands in git, set it there too: else whoever brings it sets it back.",
    ),
    "kubectl.resume.help": Text("Neemt spec.suspend weg.", "Retire spec.suspend.", "Takes spec.suspend away."),
    "kubectl.bundle.help": Text(
        "Onze objecten van een naamruimte, hun gebeurtenissen, versies, en logs van de operator waar die te lezen zijn. Nooit Secrets; "
        "teksten van parameters worden niet meegenomen. Lees de bundel na voor u hem doorgeeft.",
        "Nos objets d'un espace de noms, leurs événements, versions, et les journaux de l'opérateur s'ils sont lisibles. Jamais de "
        "Secrets ; les textes des paramètres ne sont pas repris. Relisez le dossier avant de le transmettre.",
        "Our objects of a namespace, their events, versions, and logs of the operator where they can be read. Never Secrets; texts of "
        "parameters are left out. Read the bundle before you pass it on.",
    ),
    "kubectl.metavar.object": Text("OBJECT", "OBJET", "OBJECT"),
    "kubectl.argument.object": Text(
        "stack/NAAM of bi/STACK.INSTANTIE", "stack/NOM ou bi/STACK.INSTANCE", "stack/NAME or bi/STACK.INSTANCE"
    ),
    "kubectl.argument.stack": Text("stack/NAAM", "stack/NOM", "stack/NAME"),
    "kubectl.option.namespace": Text(
        "Naamruimte; anders die van de context.", "Espace de noms ; sinon celui du contexte.", "Namespace; else that of the context."
    ),
    "kubectl.option.reason": Text(
        "Waarom het goed is; staat in de Approval.",
        "Pourquoi c'est bon ; figure dans l'Approval.",
        "Why it is approved of; stands in the Approval.",
    ),
    "kubectl.option.yes": Text("Vraag niets.", "Ne rien demander.", "Ask nothing."),
    "kubectl.option.out": Text("Bestand om te schrijven (.tar.gz).", "Fichier à écrire (.tar.gz).", "File to write (.tar.gz)."),
    "kubectl.option.operator-namespace": Text(
        "Naamruimte van de operator (standaard bouwsteen-system).",
        "Espace de noms de l'opérateur (bouwsteen-system par défaut).",
        "Namespace of the operator (default bouwsteen-system).",
    ),
    "why.fine": Text("in orde", "en ordre", "fine"),
    "why.goes-on": Text("gaat vanzelf verder", "continue de lui-même", "goes on by itself"),
    "why.stalled": Text(
        "staat vast tot iemand iets verandert",
        "bloqué jusqu'à ce que quelqu'un change quelque chose",
        "stuck until somebody changes something",
    ),
    "why.waits": Text("wacht op mensen", "attend des personnes", "waits for people"),
    "why.unseen": Text("geen operator heeft er iets van gezegd", "aucun opérateur n'en a rien dit", "no operator said anything of it"),
    "why.unseen.do": Text(
        "Kijk of de operator loopt, en of hij deze naamruimte volgt.",
        "Vérifiez que l'opérateur tourne et qu'il suit cet espace de noms.",
        "See whether the operator runs, and whether it follows this namespace.",
    ),
    "why.unseen-change": Text(
        "De laatste wijziging is nog niet bekeken: wat hier staat, is van daarvoor.",
        "Le dernier changement n'a pas encore été examiné : ceci date d'avant.",
        "The last change was not looked at yet: this is of before it.",
    ),
    "why.deleted": Text("verwijderd, en iets blijft staan", "supprimée, et quelque chose reste", "deleted, and something stays"),
    "why.deleted.do": Text(
        "Om het weer op te nemen: pas de objecten van de stack opnieuw toe. Is het niet meer nodig, verwijder dan zelf wat hier staat.",
        "Pour le reprendre : appliquez à nouveau les objets de la stack. Si ce n'est plus nécessaire, supprimez vous-même ce qui est cité.",
        "To take it up again: apply the objects of the stack again. Where it is needed no more, delete yourself what stands here.",
    ),
    "why.retained": Text("Blijft", "Reste", "Stays"),
    "follow-up.title": Text(
        "Voor de pull request, vóór {until}", "Pour la pull request, avant {until}", "For the pull request, before {until}"
    ),
    "follow-up.subject": Text(
        "Noodingreep op {stack}/{environment}: {reason}",
        "Intervention d'urgence sur {stack}/{environment} : {reason}",
        "Emergency on {stack}/{environment}: {reason}",
    ),
    "follow-up.body": Text(
        "{by} riep een noodgeval uit tot {until}. Met de hand veranderde:",
        "{by} a déclaré une urgence jusqu'au {until}. Modifié à la main :",
        "{by} declared an emergency until {until}. Changed by hand:",
    ),
    "follow-up.nothing": Text("nog niets", "rien jusqu'ici", "nothing yet"),
    "follow-up.gone": Text("is weg", "a disparu", "is gone"),
    "follow-up.no-value": Text("(niets)", "(rien)", "(nothing)"),
    "follow-up.secret": Text("(geheim)", "(secret)", "(secret)"),
    "follow-up.parameter": Text("parameter {name}", "paramètre {name}", "parameter {name}"),
    "follow-up.no-parameter": Text(
        "geen parameter: verander de bouwsteen, of zet het zelf terug",
        "aucun paramètre : modifiez la brique, ou remettez-le vous-même",
        "no parameter: change the block, or set it back yourself",
    ),
    "why.since": Text("Sinds", "Depuis", "Since"),
    "why.what": Text("Wat", "Quoi", "What"),
    "why.because": Text("Waardoor", "Cause", "Because of"),
    "why.beside": Text("Let op", "À noter", "Also"),
    "why.do": Text("Te doen", "À faire", "To do"),
    "why.nothing": Text("Niets.", "Rien.", "Nothing."),
    "why.more": Text("Meer", "Plus", "More"),
    "why.applied": Text("Uitgevoerd", "Appliqué", "Applied"),
    "why.instances": Text("Instanties", "Instances", "Instances"),
    "why.instances.ready": Text("{ready} van {total} klaar", "{ready} sur {total} prêtes", "{ready} of {total} ready"),
    "why.others": Text("en {n} meer", "et {n} de plus", "and {n} more"),
    "why.plan": Text("het plan dat wacht: {text}", "le plan qui attend : {text}", "the plan that waits: {text}"),
    "why.other-approval": Text(
        "{name} van {by} is van een ander plan", "{name} de {by} est d'un autre plan", "{name} by {by} is of another plan"
    ),
    "why.not-here": Text("staat niet in deze cluster", "n'est pas dans ce cluster", "is not in this cluster"),
    "why.not-seen": Text("is met uw rechten niet te zien", "n'est pas visible avec vos droits", "cannot be seen with your rights"),
    "why.ago": Text("{span} geleden", "il y a {span}", "{span} ago"),
    "why.days": Text("{n} d", "{n} j", "{n} d"),
    "approve.waits": Text(
        "Er wacht: {of} {digest} van {stack} in {namespace}.",
        "En attente : {of} {digest} de {stack} dans {namespace}.",
        "Waiting: {of} {digest} of {stack} in {namespace}.",
    ),
    "approve.done": Text(
        "Goedgekeurd door {by}: approval/{name}.", "Approuvé par {by} : approval/{name}.", "Approved by {by}: approval/{name}."
    ),
    "reconcile.done": Text("Gevraagd aan {stack}: {at}.", "Demandé à {stack} : {at}.", "Asked of {stack}: {at}."),
    "suspend.done": Text("{stack} blijft zoals het is.", "{stack} reste en l'état.", "{stack} is left as it is."),
    "resume.done": Text("{stack} gaat verder.", "{stack} reprend.", "{stack} goes on."),
    "bundle.done": Text("Geschreven: {file} ({n} bestanden).", "Écrit : {file} ({n} fichiers).", "Written: {file} ({n} files)."),
    "bundle.left-out": Text("Niet gelezen: {what}.", "Non lu : {what}.", "Not read: {what}."),
}


class PluginTexts(Texts):
    """The texts of the plugin, and behind them those of the command line."""

    def __call__(self, key: str, /, **values: object) -> str:
        if key not in PLUGIN_TEXTS:
            return super().__call__(key, **values)
        text = self.of(PLUGIN_TEXTS[key])
        return text.format(**values) if values else text
