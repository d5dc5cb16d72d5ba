"""YAML, types, names and fields of documents: what `validate` finds without looking at anything else."""

from __future__ import annotations

from tests.cli_cases.cases import CARD, HEAD, LOCKER, SITE, STACK, Case, stack

BOTH = "    - {block: locker, version: ^1.0}\n    - {block: site, version: ^1.0}\n"

CASES = [
    # YAML
    Case(
        "yaml-unclosed-bracket",
        "validate",
        edits={STACK: {"{title: Hallo}}": "{title: Hallo}", "  environments:": "  <<yaml-syntax>>environments:"}},
    ),
    Case("yaml-tab", "validate", edits={STACK: {"  organisation:": "<<yaml-tab>>\torganisation:"}}),
    Case("yaml-duplicate-key", "validate", files={STACK: stack(BOTH, spec="  <<yaml-duplicate-key>>blocks: []\n")}),
    Case("yaml-tag", "validate", edits={STACK: {"{target: local}": "{target: <<yaml-tag>>!!python/name:os.system local}"}}),
    Case("yaml-two-documents", "validate", files={STACK: stack(BOTH) + "<<yaml-many-documents>>---\n" + stack(BOTH)}),
    Case("yaml-empty", "validate", files={STACK: "# nothing yet\n"}, finds=(f"document-empty {STACK}:1:1",)),
    Case("yaml-list", "validate", files={STACK: "- apiVersion: x\n"}, finds=(f"document-not-a-mapping {STACK}:1:1",)),
    # Forms
    Case("kind-wrong", "validate", edits={STACK: {"kind: Stack": "kind: <<value-not-allowed>>Stak"}}),
    Case(
        "version-of-format-wrong",
        "validate",
        edits={STACK: {"apiVersion: bouwsteen.vlaanderen.be/v1alpha1": "apiVersion: <<value-not-allowed>>bouwsteen.vlaanderen.be/v2"}},
    ),
    Case("field-unknown", "validate", edits={STACK: {"parameters: {title": "<<unknown-field>>paramters: {title"}}),
    Case("field-missing", "validate", edits={STACK: {"{block: locker, version: ^1.0}": "<<missing-field>>{version: ^1.0}"}}),
    Case("type-text-for-list", "validate", files={STACK: stack(spec="  moved: <<wrong-type>>all\n")}),
    Case("type-number-for-text", "validate", edits={STACK: {'nis: "24062"': "nis: <<wrong-type>>24062"}}),
    Case("type-of-parameter", "validate", edits={STACK: {"{title: Hallo}": "{count: <<wrong-type>>many}"}}),
    Case("value-not-in-list", "validate", edits={STACK: {"{title: Hallo}": "{color: <<value-not-allowed>>bleu}"}}),
    Case("value-too-long", "validate", edits={STACK: {"{title: Hallo}": f"{{title: <<out-of-range>>{'a' * 41}}}"}}),
    Case("parameter-unknown", "validate", edits={STACK: {"{title: Hallo}": "{<<unknown-field>>titel: Hallo}"}}),
    Case("name-with-capital", "validate", edits={STACK: {"{block: locker,": "{name: <<bad-format>>Locker, block: locker,"}}),
    Case("name-of-stack-differs", "validate", edits={STACK: {"{name: town}": "{name: <<name-differs-from-path>>village}"}}),
    Case("organisation-unknown", "validate", edits={STACK: {'"24062"': '<<organisation-unknown>>"99999"'}}),
    Case(
        "range-is-none",
        "validate",
        edits={STACK: {"{block: locker, version: ^1.0}": "{block: locker, version: <<bad-version-range>>newest}"}},
    ),
    Case("block-version-is-none", "validate", edits={LOCKER: {"  version: 1.0.0\n  title": '  version: <<bad-format>>"1.0"\n  title'}}),
    Case("schema-of-block-wrong", "validate", edits={LOCKER: {"type: integer, minimum: 1": "type: <<schema-invalid>>integr, minimum: 1"}}),
    Case("resource-twice", "validate", edits={LOCKER: {"{id: password,": "{id: <<duplicate-id>>http,"}}),
    Case(
        "resource-type-unknown",
        "validate",
        edits={LOCKER: {"random/password": "<<unknown-resource-type>>random/pasword"}},
    ),
    Case(
        "interface-unknown",
        "validate",
        edits={SITE: {"{interface: gate, version: ^1.0": "{interface: <<interface-unknown>>gates, version: ^1.0"}},
    ),
    # Content of a stack's folder, by the schema that the block brings
    Case(
        "card-misfits",
        "validate",
        files={CARD: "id: <<bad-format>>First Card\ntext: Hallo\nweight: <<wrong-type>>heavy\n<<unknown-field>>colour: red\n"},
    ),
    Case("card-incomplete", "validate", files={CARD: "<<missing-field>>id: first\n"}),
    Case("card-is-no-yaml", "validate", files={CARD: "id: first\ntext: [\n<<yaml-syntax>>"}),
    Case(
        "folder-of-files-missing",
        "validate",
        files={STACK: stack(BOTH.replace("site, version: ^1.0", "site, version: ^1.0, files: {cards: <<missing-folder>>kaarten}"))},
    ),
    # All mistakes at once
    Case(
        "many-mistakes",
        "validate",
        files={
            STACK: stack(
                "    - {block: locker, version: ^1.0, <<unknown-field>>paramters: {}}\n    - {block: site, version: <<wrong-type>>1}\n",
                spec="  rotations: {<<bad-format>>key: <<out-of-range>>0}\n",
            )
        },
    ),
    Case(
        "many-mistakes-in-parameters",
        "validate",
        edits={STACK: {"{title: Hallo}": "{title: <<out-of-range>>'', count: <<wrong-type>>1.5, <<unknown-field>>colour: blue}"}},
    ),
    Case(
        "mistakes-in-two-files",
        "validate",
        edits={STACK: {"target: local": "target: <<target-unknown>>lokal"}, CARD: {"text: Hallo": "text: <<wrong-type>>1"}},
    ),
    # Standard files of the catalog
    Case("catalog-entry-wrong", "validate", edits={"catalog/site.yaml": {"channel: stable": "channel: <<value-not-allowed>>stabel"}}),
    Case(
        "organisations-wrong",
        "validate",
        files={"catalog/organisations.csv": "nis,name,kind,province,population,facilities,postalCodes\n2406,Leuven,town,,many,,\n"},
        finds=("organisations-invalid catalog/organisations.csv:2:1",),
    ),
    Case(
        "document-of-another-kind",
        "validate",
        files={STACK: HEAD + "kind: <<value-not-allowed>>Interface\nmetadata: {name: town}\n<<missing-field>>spec: {}\n"},
    ),
]
