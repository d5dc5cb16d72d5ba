"""From a resolved stack to what is drawn of it."""

from __future__ import annotations

from bouwsteen.cli.texts import Texts
from bouwsteen.graph.drawings import Arrow, Drawing, Node
from bouwsteen.planning.expansions import Expansion
from bouwsteen.resolution.resolutions import Arrangement, Resolution


def draw_instances(resolution: Resolution, arrangement: Arrangement, texts: Texts) -> Drawing:
    """Instances and which output each use gets. What another stack exports is drawn as a node of that stack."""
    stack = resolution.stack.name
    added = {item.entry.instance for item in arrangement.added}
    nodes = []
    for entry in arrangement.entries:
        block = resolution.blocks[entry.block].model
        target = block.spec.targets.get(entry.target or "")
        fidelity = entry.fidelity or (target.fidelity if target else "")
        kind = "external" if entry.target == "existing" else fidelity
        key = f"fidelity.{fidelity}"
        detail = ", ".join(
            part
            for part in (
                f"{entry.block} {block.spec.version}",
                texts(key) if key in texts else fidelity,
                texts("graph.added") if entry.instance in added else "",
            )
            if part
        )
        nodes.append(Node(entry.instance, entry.instance, detail, kind, stack))
    arrows = []
    for edge in arrangement.wiring.edges:
        offer = edge.offer
        provider = f"{offer.stack}/{offer.instance}" if offer.stack else offer.instance
        if offer.stack and all(node.id != provider for node in nodes):
            nodes.append(Node(provider, offer.instance, offer.block, "external", offer.stack))
        arrows.append(Arrow(edge.consumer, provider, f"{edge.use}: {offer.interface}"))
    title = texts("graph.title", stack=stack, environment=arrangement.environment)
    return Drawing(title, tuple(nodes), tuple(arrows))


def draw_resources(expansion: Expansion, stack: str, environment: str, texts: Texts) -> Drawing:
    """Resources, grouped by instance, and what each waits for."""
    resources = list(expansion.resources())
    nodes = tuple(
        Node(str(each.address), each.address.local.partition("/")[2], each.resource.type.name, cluster=each.address.instance)
        for each in resources
    )
    arrows = tuple(
        Arrow(str(each.address), str(need), why) for each in resources for need, why in expansion.needed_resources(each.address).items()
    )
    return Drawing(texts("graph.title", stack=stack, environment=environment), nodes, arrows)
