"""Cases that are too large to keep: by target and name, what makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tests.hostile import service_makers
from tests.hostile.records import journal_of, large_generation

Make = Callable[[], bytes]

_FORM_VALUE: Final = b"givenName="


def _nested_schema(depth: int) -> bytes:
    return b"schema: " + b"{properties: {a: " * depth + b"{}" + b"}}" * depth + b"\n"


def _doubling_references() -> bytes:
    parts = "".join(
        f"    d{number}: {{properties: {{a: {{$ref: '#/$defs/d{number + 1}'}}, b: {{$ref: '#/$defs/d{number + 1}'}}}}}}\n"
        for number in range(40)
    )
    return f"schema:\n  $ref: '#/$defs/d0'\n  $defs:\n{parts}    d40: {{}}\n".encode()


def _chained_references(length: int) -> bytes:
    parts = "".join(f"    d{number}: {{$ref: '#/$defs/d{number + 1}'}}\n" for number in range(length))
    return f"schema:\n  $ref: '#/$defs/d0'\n  $defs:\n{parts}    d{length}: {{type: object}}\nvalue: {{}}\n".encode()


def _mistake_at_the_end(body: bytes) -> bytes:
    return body[: 65_000 - len(body) % 4] + b"\nzz: !x 1\n"


DOCUMENTS: Final[dict[str, Make]] = {
    "bomb-of-aliases": lambda: b"a: &a [" + b"x, " * 3000 + b"]\nb: [" + b"*a, " * 10_000 + b"]\n",
    "open-brackets": lambda: b"[" * 65_000,
    "open-braces": lambda: b"{" * 65_000,
    "open-pairs": lambda: b"[a," * 20_000,
    "open-pairs-behind-mistakes": lambda: b"a: 1\na: 2\nb: " + b"[a," * 20_000,
    "nested-200-closed": lambda: b"a: " + b"[" * 199 + b"]" * 199 + b"\n",
    "nested-65": lambda: b"a: " + b"{a: " * 64 + b"1" + b"}" * 64 + b"\n",
    "nested-keys": lambda: b"? " * 30_000,
    "nested-items": lambda: b"- " * 30_000,
    "nested-blocks": lambda: b"".join(b" " * depth + b"a:\n" for depth in range(350)),
    "a-hundred-megabytes": lambda: b"a: " + b"b" * 100_000_000,
    "a-hundred-megabytes-of-nul": lambda: bytes(100_000_000),
    "one-byte-too-many": lambda: b"a: " + b"#" * 65_534,
    "marks-without-end": lambda: b"a: " + b"! " * 30_000,
    "marks-in-text": lambda: b"a: '" + b"!x " * 20_000 + b"'\n",
    "one-key-again": lambda: b"? a\n" * 16_000,
    "keys-and-a-tag": lambda: "".join(f"k{number}: {number}\n" for number in range(5_000)).encode() + b"zz: !x 1\n",
    "keys-and-a-duplicate": lambda: "".join(f"k{number}: {number}\n" for number in range(5_000)).encode() + b"k1: 1\n",
    "items-and-a-tag": lambda: b"a: [" + b"x," * 9_000 + b"]\nzz: !x 1\n",
    "mappings-and-a-tag": lambda: b"a: [" + b"{}," * 9_000 + b"]\nzz: !x 1\n",
    "sixty-thousand-items": lambda: b"a: [" + b"1," * 32_700 + b"]\n",
    "values-more-than-allowed": lambda: b"a: [" + b"[]," * 21_800 + b"]\n",
    "long-text": lambda: b"a: '" + b"x" * 20_000 + b"'\n",
    "long-key": lambda: b"a" * 60_000 + b": 1\n",
    "long-line-of-colons": lambda: b"a: " + b":" * 60_000,
    "folded-without-end": lambda: b"a: >\n" + b" \n" * 30_000,
    "documents-without-end": lambda: b"---\n" * 16_000,
    "directives-without-end": lambda: b"%TAG ! tag:x,1:\n" * 4_000,
    "digits-without-end": lambda: b"a: " + b"9" * 60_000 + b"\n",
    "unknown-fields-without-end": lambda: b"".join(b"x%d: 1\n" % number for number in range(5_000)),
    "blocks-that-do-not-fit": lambda: b"kind: Stack\nspec:\n  blocks:\n" + b"    - {blok: x}\n" * 3_900,
}
TEMPLATES: Final[dict[str, Make]] = {
    "fifteen-thousand": lambda: b"value: '" + b"${a}" * 4_000 + b"'\n",
    "openings": lambda: b"value: '" + b"${" * 8_000 + b"'\n",
    "dollars": lambda: b"value: '" + b"$" * 16_000 + b"{'\n",
    "braces": lambda: b"value: '${" + b"{" * 16_000 + b"'\n",
    "list-of-mistakes": lambda: b"value:\n" + b"- ${nope}\n" * 6_000,
    "list-of-other-mistakes": lambda: b"value:\n" + b"".join(b"- ${a + nope%d}\n" % number for number in range(3_500)),
    "list-of-expressions": lambda: b"value:\n" + b"".join(b"- ${size(a.b) + %d}\n" % number for number in range(2_500)),
}
EXPRESSIONS: Final[dict[str, Make]] = {
    "a-hundred-thousand-characters": lambda: b"a" * 100_000,
    "a-hundred-thousand-parentheses": lambda: b"(" * 100_000,
    "four-thousand-parentheses": lambda: b"(" * 2_000 + b"1" + b")" * 2_000,
    "quotes": lambda: b"'" * 4_000,
    "terms-and": lambda: b" && ".join([b"a.b"] * 500),
    "list-of-thousand": lambda: b"[" + b"1," * 2_000 + b"1]",
    "wide-ternary": lambda: b"".join(b"a == %d ? %d : " % (number, number) for number in range(150)) + b"0",
}
SCHEMAS: Final[dict[str, Make]] = {
    "nested-30": lambda: _nested_schema(30),
    "nested-40": lambda: _nested_schema(40),
    "references-that-double": _doubling_references,
    "references-in-a-chain": lambda: _chained_references(1_000),
    "enum-of-ten-thousand": lambda: (
        b"schema: {type: object, properties: {a: {enum: ["
        + b",".join(b"x%d" % number for number in range(8_000))
        + b"]}}}\nvalue: {a: x}\n"
    ),
    "enum-of-one-text": lambda: b"schema: {type: object, properties: {a: {enum: [" + b"x" * 16_000 + b"]}}}\nvalue: {a: y}\n",
    "patterns-of-thousand": lambda: (
        b"schema:\n  patternProperties:\n" + b"".join(b"    '^a%d[a-z]{20}$': {type: string}\n" % number for number in range(1_200))
    ),
    "any-of-thousand": lambda: b"schema: {type: object, properties: {a: {anyOf: [" + b"{type: string}," * 1_900 + b"]}}}\nvalue: {a: 1}\n",
    "any-of-in-any-of": lambda: b"schema: " + b"{anyOf: [{type: string}, " * 25 + b"{type: integer}" + b"]}" * 25 + b"\nvalue: {}\n",
    "required-without-end": lambda: (
        b"schema: {type: object, required: [" + b",".join(b"x%d" % number for number in range(8_000)) + b"]}\nvalue: {}\n"
    ),
    "names-without-end": lambda: (
        b"schema: {additionalProperties: false}\nvalue: {" + b",".join(b"x%d: 1" % number for number in range(5_000)) + b"}\n"
    ),
    "values-that-do-not-fit": lambda: (
        b"schema: {type: object, properties: {a: {type: array, items: {type: string}}}}\nvalue: {a: [" + b"1," * 9_000 + b"]}\n"
    ),
    "unique-items": lambda: (
        b"schema: {type: object, properties: {a: {uniqueItems: true}}}\nvalue: {a: ["
        + b",".join(b"[%d]" % number for number in range(4_000))
        + b"]}\n"
    ),
    "all-of-many-and-values": lambda: (
        b"schema: {properties: {a: {items: {allOf: [" + b"{type: string}," * 900 + b"]}}}}\nvalue: {a: [" + b"1," * 8_000 + b"]}\n"
    ),
    "enum-of-many-and-values": lambda: (
        b"schema: {properties: {a: {items: {enum: ["
        + b",".join(b"word-%d" % number for number in range(3_000))
        + b"]}}}}\nvalue: {a: ["
        + b",".join(b"wrod-%d" % number for number in range(3_000))
        + b"]}\n"
    ),
    "required-of-many-and-values": lambda: (
        b"schema: {properties: {a: {items: {required: ["
        + b",".join(b"x%d" % number for number in range(2_000))
        + b"]}}}}\nvalue: {a: ["
        + b"{}," * 5_000
        + b"]}\n"
    ),
    "parts-more-than-allowed": lambda: b"schema: {properties: {" + b",".join(b"a%d: {}" % number for number in range(6_000)) + b"}}\n",
}
_DEEP: Final = b"value: {a: " + b"[" * 60 + b"1" + b"]" * 60 + b"}\n"
TREES: Final[dict[str, Make]] = {
    "all-of-two-items": lambda: b"schema: {allOf: [{items: {$ref: '#'}}, {items: {$ref: '#'}}]}\n" + _DEEP,
    "any-of-two-items": lambda: (
        b"schema: {anyOf: [{type: boolean}, {items: {$ref: '#'}, maxItems: 0}, {items: {$ref: '#'}, maxItems: 0}]}\n" + _DEEP
    ),
    "items-and-contains": lambda: b"schema: {items: {$ref: '#'}, contains: {$ref: '#'}}\n" + _DEEP,
    "fields-and-patterns": lambda: (
        b"schema: {properties: {a: {$ref: '#'}}, patternProperties: {a: {$ref: '#'}}}\nvalue: " + b"{a: " * 60 + b"1" + b"}" * 60 + b"\n"
    ),
    "two-by-way-of-others": lambda: (
        b"schema: {$ref: '#/$defs/a', $defs: {a: {items: {$ref: '#/$defs/b'}}, b: {allOf: [{$ref: '#/$defs/c'}, {$ref: '#/$defs/c'}]}, "
        b"c: {prefixItems: [{$ref: '#/$defs/a'}]}}}\n" + _DEEP
    ),
    "trees-in-a-chain": lambda: (
        b"schema:\n  $ref: '#/$defs/d0'\n  $defs:\n"
        + b"".join(
            b"    d%d: {allOf: [{items: {$ref: '#/$defs/d%d'}}, {items: {$ref: '#/$defs/d%d'}}]}\n" % (n, n, n + 1) for n in range(40)
        )
        + b"    d40: {items: {$ref: '#/$defs/d40'}}\n"
        + _DEEP
    ),
    "patterns-and-names-without-end": lambda: (
        b"schema:\n  properties: {"
        + b", ".join(b"n%d: {$ref: '#'}" % n for n in range(600))
        + b"}\n  patternProperties: {"
        + b", ".join(b"'^p%d': {$ref: '#'}" % n for n in range(600))
        + b"}\n"
    ),
    "places-without-end": lambda: b"schema: {prefixItems: [" + b"{$ref: '#'}, " * 1_900 + b"]}\n" + _DEEP,
    "a-tree-that-does-not-fit": lambda: (
        b"schema: {properties: {a: {$ref: '#/$defs/t'}}, $defs: {t: {anyOf: [{type: boolean}, "
        b"{type: array, items: {$ref: '#/$defs/t'}}]}}}\n" + _DEEP
    ),
}
LOCKS: Final[dict[str, Make]] = {
    "five-megabytes": lambda: b"formatVersion: 1\n#" + b"x" * 5_000_000,
    "pins-that-do-not-fit": lambda: (
        b"formatVersion: 1\nblocks:\n" + b"".join(b"  b%d: {version: x, digest: y}\n" % number for number in range(3_200))
    ),
    "open-brackets": lambda: b"formatVersion: 1\nblocks: " + b"[" * 250_000,
    "keys-and-a-tag": lambda: (
        b"formatVersion: 1\nblocks:\n" + b"".join(b"  b%d: {version: 1.0.0}\n" % number for number in range(4_500)) + b"zz: !x 1\n"
    ),
    "one-key-again": lambda: b"formatVersion: 1\n" + b"a: 1\n" * 50_000,
}
ORGANISATIONS: Final[dict[str, Make]] = {
    "five-megabytes": lambda: b"nis,name,kind,province,population,facilities,postalCodes\n" + b"11001,A,m,X,1,,1\n" * 300_000,
    "columns-without-end": lambda: b"nis" + b"," * 500_000,
    "field-without-end": lambda: b"nis,name,kind,province,population,facilities,postalCodes\n11001," + b"x" * 140_000 + b",m,X,1,,1\n",
    "rows-that-stand-twice": lambda: b"nis,name,kind,province,population,facilities,postalCodes\n" + b"11001,A,m,X,1,,1\n" * 30_000,
    "quotes-without-end": lambda: b"nis,name,kind,province,population,facilities,postalCodes\n" + b'"' * 100_001,
    "rows-that-do-not-fit": lambda: b"nis,name,kind,province,population,facilities,postalCodes\n" + b"x\n" * 250_000,
}
GENERATIONS: Final[dict[str, Make]] = {
    "nothing": lambda: b"",
    "zeros": lambda: bytes(5_000_000),
    "header-without-end": lambda: b"BWSTG\x01\0\0\xff\xff\xff\xff" + b"{" * 100_000,
    "header-nested": lambda: b"BWSTG\x01\0\0\0\0\x3e\x80" + b"[" * 16_000,
    "newer-framing": lambda: large_generation().replace(b"BWSTG\x01", b"BWSTG\x09", 1),
    "a-journal": lambda: journal_of(1),
    "cut-in-the-middle": lambda: large_generation()[:150_000],
    "last-byte-gone": lambda: large_generation()[:-1],
    "one-bit": lambda: large_generation()[:150_000] + bytes([large_generation()[150_000] ^ 1]) + large_generation()[150_001:],
    "end-points-outside": lambda: large_generation()[:-12] + b"\xff" * 8 + b"BWST",
    "header-key-other": lambda: large_generation().replace(b'"key":"', b'"key":"0', 1),
    "lineage-is-a-path": lambda: large_generation().replace(b"0123456789abcdef0123456789abcdef", b"../../../../../../../../etc/passw", 1),
}
JOURNALS: Final[dict[str, Make]] = {
    "nothing": lambda: b"",
    "zeros": lambda: bytes(5_000_000),
    "frame-of-four-gigabytes": lambda: journal_of(1) + b"\xff" * 8,
    "cut-in-an-entry": lambda: journal_of(50)[:-30],
    "one-bit": lambda: journal_of(50)[:20_000] + b"\0" + journal_of(50)[20_001:],
    "zeros-behind": lambda: journal_of(5) + bytes(4_000_000),
    "frames-of-nothing": lambda: journal_of(1) + b"\0" * 8 * 200_000,
    "of-another": lambda: journal_of(1).replace(b'"serial":7', b'"serial":8', 1),
}
PAYLOADS: Final[dict[str, Make]] = {
    "U-nested.json": lambda: b"U" + b"[" * 100_000,
    "U-nested-closed.json": lambda: b'U{"format_version":1,"instance":' + b"[" * 900 + b"]" * 900 + b"}",
    "E-nested-exports.json": lambda: (
        b'E{"format_version":1,"entry":"publish","exports":{"value":{"a":' + b"[" * 900 + b"]" * 900 + b'},"secrets":[]}}'
    ),
    "E-secrets-without-end.json": lambda: (
        b'E{"format_version":1,"entry":"publish","exports":{"value":{},"secrets":[' + b",".join([b"[]"] * 100_000) + b"]}}"
    ),
}
PLANS: Final[dict[str, Make]] = {
    "twenty-megabytes.json": lambda: b'{"digest":"x","a":"' + b"x" * 20_000_000 + b'"}',
    "nested.json": lambda: b"[" * 1_000_000,
    "nested-closed.json": lambda: b'{"digest":' + b"[" * 1_000 + b"]" * 1_000 + b"}",
    "format-long.json": lambda: b'{"digest":"x","format_version":"' + b"9" * 100_000 + b'"}',
    "zeros.json": lambda: bytes(1_000_000),
}
KEYS: Final[dict[str, Make]] = {
    "nested": lambda: b"[" * 60_000,
    "keys-without-end": lambda: b'{"formatVersion":1,"keys":[' + b",".join([b'"AA=="'] * 8_000) + b"]}",
    "ten-megabytes": lambda: b'{"formatVersion":1,"keys":[]}' + b" " * 10_000_000,
}
FORMS: Final[dict[str, Make]] = {
    "open-brackets": lambda: b"[" * 65_000,
    "open-braces": lambda: b"a: " + b"{" * 65_000,
    "large": lambda: b"# " + b"x" * 70_000,
    "fields-without-end": lambda: b"".join(b"x%d: 1\n" % number for number in range(5_000)),
    "steps-without-end": lambda: b"steps:\n" + b"- {id: a, title: {nl: x}, fields: []}\n" * 1_600,
}
FOLDERS: Final[dict[str, Make]] = {
    "files-without-end": lambda: b"many f 4100\n",
    "files-in-folders-without-end": lambda: b"".join(b"folder d%d\nmany d%d/f 300\n" % (number, number) for number in range(7)),
    "deep": lambda: b"deep a 150\nfile a/d/x y\n",
    "large-file": lambda: b"large a 4200000\n",
    "large-together": lambda: b"".join(b"large a%d 4190000\n" % number for number in range(9)),
    "long-name": lambda: b"file " + b"a" * 255 + b" x\n",
}
ADDRESSES: Final[dict[str, Make]] = {
    "long": lambda: b"https://example.org/" + b"a" * 100_000,
    "long-host": lambda: b"https://" + b"a." * 900 + b"org/x",
    "many-at-signs": lambda: b"https://" + b"@" * 1_900 + b"/x",
    "digits": lambda: b"https://" + b"9" * 1_500 + b"/x",
}
ARGUMENTS: Final[dict[str, Make]] = {
    "long": lambda: b"validate\0" + b"a" * 100_000,
    "options-without-end": lambda: b"plan\0leuven" + b"\0--refresh" * 5_000,
    "long-option": lambda: b"plan\0--" + b"a" * 100_000,
}
POSTS: Final[dict[str, Make]] = {
    "long-value": lambda: _FORM_VALUE + b"a" * 50_000,
    "long-value-escaped": lambda: _FORM_VALUE + b"%C3%A9" * 10_000,
    "fields-without-end": lambda: b"&".join(b"a%d=1" % number for number in range(20_000)),
    "one-field-again": lambda: _FORM_VALUE + b"x&givenName=" * 10_000,
    "too-large": lambda: _FORM_VALUE + b"a" * 5_000_000,
    "digits": lambda: b"length=" + b"9" * 60_000,
}

MADE: Final[Mapping[str, Mapping[str, Make]]] = {
    "documents": DOCUMENTS,
    "templates": TEMPLATES,
    "expressions": EXPRESSIONS,
    "schemas": SCHEMAS,
    "trees": TREES,
    "locks": LOCKS,
    "organisations": ORGANISATIONS,
    "generations": GENERATIONS,
    "journals": JOURNALS,
    "payloads": PAYLOADS,
    "plans": PLANS,
    "keys": KEYS,
    "forms": FORMS,
    "form-files": FORMS,
    "folders": FOLDERS,
    "addresses": ADDRESSES,
    "arguments": ARGUMENTS,
    "posts": POSTS,
    **service_makers.MADE,
}
