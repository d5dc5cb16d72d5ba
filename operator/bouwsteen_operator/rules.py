"""What the API server checks of an object beside its schema: expressions (CEL), with what to do in their messages.

They say what the models of documents say, and what holds between an object and what it was before. By the name of the model whose values
they look at; those under the name of a kind look at the whole object. Messages are short: the API server shows them behind the place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bouwsteen.addresses import STACK_NAME


@dataclass(frozen=True, slots=True)
class Rule:
    """`expression` is true where all is well; one that reads `oldSelf` is asked of changes alone. `field` is a path below."""

    expression: str
    message: str
    field: str = ""


_NAME: Final = f"^({STACK_NAME.pattern})$"
_NAME_WORDS: Final = "small letters, digits and hyphens, beginning with a letter, at most 42 characters"
_KEPT: Final = Rule("self == oldSelf", "it never changes: make an object with another name")
_NAMED: Final = Rule(
    "self.metadata.name == self.spec.published.name + '-' + self.spec.version.lowerAscii()",
    "it is named `<published.name>-<version>`, in small letters",
)


def _plain_name(what: str) -> Rule:
    return Rule(f"size(self.metadata.name) <= 42 && self.metadata.name.matches('{_NAME}')", f"the name of {what} has {_NAME_WORDS}")


def _rises(first: int, second: int) -> str:
    ranks = "{'inform': 1, 'warn': 2, 'deny': 3}"
    return f"(self[{first}].from < self[{second}].from && {ranks}[self[{first}].action] < {ranks}[self[{second}].action])"


_WORDS_NEED_ANOTHER: Final = "somebody else than who asks for a waiver approves of it: change requestedBy or approvedBy"

RULES: Final[dict[str, tuple[Rule, ...]]] = {
    # whole objects
    "Stack": (_plain_name("a Stack"),),
    "CatalogEntry": (_plain_name("a CatalogEntry"),),
    "Organisation": (Rule("self.metadata.name == 'organisation'", "a namespace has one Organisation, which is named `organisation`"),),
    "BuildingBlock": (_NAMED,),
    "Interface": (_NAMED,),
    "Policy": (_NAMED,),
    "Waiver": (
        Rule(
            "!has(self.spec.published) || self.metadata.name == self.spec.published.stack + '.' + self.spec.published.name",
            "it is named `<published.stack>.<published.name>`",
        ),
    ),
    "BlockInstance": (
        Rule("self.metadata.name == self.spec.stack + '.' + self.spec.instance", "it is named `<spec.stack>.<spec.instance>`"),
    ),
    # what never changes
    "ApprovalSpec": (_KEPT,),
    "BuildingBlockObjectSpec": (
        Rule(
            "self.published == oldSelf.published && self.version == oldSelf.version", "a published version never changes: publish another"
        ),
    ),
    "InterfaceObjectSpec": (
        Rule(
            "self.published == oldSelf.published && self.version == oldSelf.version", "a published version never changes: publish another"
        ),
        Rule(
            "!has(self.required) || self.required.all(each, each in self.fields)",
            "each name in `required` is one of `fields`",
            ".required",
        ),
        Rule(
            "!has(self.requestRequired) || (has(self.request) && self.requestRequired.all(each, each in self.request))",
            "each name in `requestRequired` is one of `request`",
            ".requestRequired",
        ),
    ),
    "PolicyObjectSpec": (
        _KEPT,
        Rule(
            "self.basis.kind != 'example' || self.enforcement.all(each, each.action != 'deny')",
            "a policy that is only an example does not deny: take that step away, or name the law, advice or strategy",
            ".enforcement",
        ),
        Rule("self.rules.all(each, self.rules.exists_one(other, other.id == each.id))", "each rule has an `id` of its own", ".rules"),
    ),
    "PolicyObjectSpec.enforcement": (
        Rule(
            " && ".join(f"(size(self) < {second + 1} || {_rises(second - 1, second)})" for second in (1, 2)),
            "the steps of `enforcement` stand in the order of their dates, each stronger than the one before",
        ),
    ),
    "Match": (
        Rule(
            "!has(self.types) || size(self.types) == 0 || self.kinds.all(each, each in ['Resource', 'Change'])",
            "`types` says which resources are meant, so `kinds` may be Resource and Change alone",
        ),
    ),
    "WaiverObjectSpec": (
        Rule("self.requestedBy.lowerAscii() != self.approvedBy.lowerAscii()", _WORDS_NEED_ANOTHER),
        Rule("self.policy == oldSelf.policy", "a waiver stays one of its policy: make another waiver", ".policy"),
    ),
    # stacks
    "StackObjectSpec": (
        Rule(
            "!has(self.resolved) || self.resolved.environment in self.environments",
            "`resolved.environment` is one of `environments`: write the objects of this stack again",
        ),
        Rule(
            "!has(oldSelf.resolved) || !has(self.resolved) || self.resolved.environment == oldSelf.resolved.environment",
            "a Stack stands for one environment for as long as it is there: another environment is a Stack in another namespace",
        ),
        Rule(
            "!has(self.blocks) || self.blocks.all(each, self.blocks.exists_one(other,"
            " (has(other.name) ? other.name : other.block) == (has(each.name) ? each.name : each.block)))",
            "each instance has a name of its own: give one of the two another `name`",
            ".blocks",
        ),
    ),
    "StackOrganisation": (
        Rule(
            "has(self.nis) || (has(self.name) && has(self.kind))",
            "an organisation has a `nis` number, or else a `name` and a `kind`",
        ),
    ),
    "SecretRef": (Rule("has(self.env) != has(self.file)", "a reference to a secret names exactly one place: `env` or `file`"),),
    "CatalogPin": (
        Rule(
            "!self.git.matches('^(?i:https?://[^/]*@|[a-z+]+://[^/@]*:[^/@]*@)')",
            "an address holds no password: take it away, and change that password",
            ".git",
        ),
    ),
    "StackObjectSpec.moved": (
        Rule("self.all(each, self.exists_one(other, other.from == each.from))", "what moved has moved once: take one of the two away"),
    ),
    # blocks
    "Target": (Rule("has(self.fidelity) || has(self.like)", "it says its `fidelity`, or which other target it is `like`"),),
    "BuildingBlockObjectSpec.targets": (
        Rule(
            "self.all(each, !has(self[each].like) || (self[each].like in self && !has(self[self[each].like].like)))",
            "`like` names a target of this block that is not like another one itself",
        ),
    ),
}
