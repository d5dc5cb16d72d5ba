"""The journeys of the block ebox-service. They know the stack by one binding, `broker` (osb-broker).

SERVICE_BINDING_ROOT=folder locust --headless -u 1 -t 10s -f blocks/ebox-service/loadtest/locustfile.py
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from typing import Any
from urllib.parse import urlencode

from bouwsteen.adapters.load_generators.virtual_people import VirtualPerson
from bouwsteen.adapters.load_generators.visits import Visit

ORGANISATION = {"nis": "73028", "name": "Herstappe"}
PLACE = {"organization_guid": "loadtest", "space_guid": "loadtest"}
# A test number: nobody has it.
CITIZEN = {"eboxType": "citizen", "eboxIdValue": "84631200101"}
# Test people of the sign-in service who have an eBox, and one who has none and lives somewhere.
READERS = {"jan-peeters": "84631200101", "amelie-dubois": "91710500225", "sofie-de-smet": "79672300476", "noor-el-amrani": "04613000622"}
ON_PAPER = "48690200865"
MOST_PAGES = 20
LANGUAGES = ("nl", "fr", "de")
BOUNDARY = "bouwsteen-load-test"
LETTER = b"%PDF-1.7 " + b"A decision that nobody took. " * 700


class Broker:
    """The Open Service Broker API of the binding."""

    def __init__(self, visit: Visit) -> None:
        binding = visit.bindings["broker"]
        self.visit = visit
        self.url = f"{binding['url']}/v2"
        self.headers = {"X-Broker-API-Version": "2.17", "Authorization": basic(binding["username"], binding["password"])}
        service = next(each for each in self.call("catalog", "GET", "/catalog")["services"] if each["name"] == "ebox")
        self.ids = {"service_id": service["id"], "plan_id": service["plans"][0]["id"]}

    def call(self, step: str, method: str, path: str, body: Any = None) -> Any:
        return self.visit.call(step, method, self.url + path, body, self.headers)


def adopt_and_send(visit: Visit) -> None:
    """A municipality takes a share, an application sends a letter, the citizen opens it, the sender sees that, all is given back."""
    broker = Broker(visit)
    instance = f"/service_instances/{uuid.UUID(int=visit.random.getrandbits(128))}-{visit.number}"
    binding = f"{instance}/service_bindings/{uuid.UUID(int=visit.random.getrandbits(128))}"
    broker.call("share", "PUT", instance, {**broker.ids, **PLACE, "parameters": {"organisation": ORGANISATION}})
    parameters = {"senderApplication": {"name": "Loket"}}
    client = broker.call("register", "PUT", binding, {**broker.ids, "parameters": parameters})["credentials"]
    sender = token(visit, client)
    message_id = send(visit, client, sender)
    read(visit, client, message_id)
    asked = [{"messageId": message_id, "eboxId": CITIZEN}]
    if not visit.call("status", "POST", f"{client['registryUrl']}/searchMessageStatus", asked, sender)[0]["readStatus"]:
        visit.fail("status", "the message is not read")
    broker.call("unregister", "DELETE", f"{binding}?{urlencode(broker.ids)}")
    broker.call("give-back", "DELETE", f"{instance}?{urlencode(broker.ids)}")


def adopt_and_notify(visit: Visit) -> None:
    """A municipality takes a share and tells two people something: one by eBox, one on paper; the same request again changes nothing."""
    broker = Broker(visit)
    instance = f"/service_instances/{uuid.UUID(int=visit.random.getrandbits(128))}-{visit.number}"
    binding = f"{instance}/service_bindings/{uuid.UUID(int=visit.random.getrandbits(128))}"
    broker.call("share", "PUT", instance, {**broker.ids, **PLACE, "parameters": {"organisation": ORGANISATION}})
    parameters = {"interface": "notification", "senderApplication": {"name": "Loket"}}
    client = broker.call("register", "PUT", binding, {**broker.ids, "parameters": parameters})["credentials"]
    sender = token(visit, client)
    for number, channels in ((CITIZEN["eboxIdValue"], ("ebox",)), (ON_PAPER, ("paper", "ebox"))):
        key = f"{uuid.UUID(int=visit.random.getrandbits(128))}"
        told = notify(visit, client, sender, number, key)
        if told["channel"] not in channels or told["status"] == "failed":
            visit.fail("notify", "by another channel than this person has")
        if notify(visit, client, sender, number, key)["id"] != told["id"]:
            visit.fail("notify", "the same request is another notification")
        if visit.call("progress", "GET", told["links"]["self"], headers=sender)["status"] == "failed":
            visit.fail("progress", "it failed")
    broker.call("unregister", "DELETE", f"{binding}?{urlencode(broker.ids)}")
    broker.call("give-back", "DELETE", f"{instance}?{urlencode(broker.ids)}")


def notify(visit: Visit, client: dict[str, Any], sender: dict[str, str], national_number: str, key: str) -> Any:
    """A notification with a PDF, under an idempotency key."""
    wanted = {
        "recipient": {"nationalNumber": national_number},
        "subject": {"nl": "Uw ontvangstbewijs", "fr": "Votre récépissé", "en": "Your receipt"},
        "body": "Wij ontvingen uw aanvraag.",
        "attachments": [{"name": "bewijs.pdf", "mediaType": "application/pdf", "digest": hashlib.sha256(LETTER).hexdigest()}],
    }
    kind, body = write_parts({"notification": wanted}, {"attachment1": ("bewijs.pdf", LETTER)})
    return visit.call("notify", "POST", f"{client['url']}/v1/notifications", body, {**sender, **kind, "Idempotency-Key": key})


def find_message(visit: Visit, mailbox: str, subject: str) -> None:
    """Somebody who is signed in opens the message with this subject in it, leafing back from the newest."""
    page = visit.open("list", mailbox)
    for _ in range(MOST_PAGES):
        found = page.find_link(subject)
        if found is not None:
            visit.open("open", found.url, check=lambda opened: None if subject in opened.text else "another message")
            return
        older = next((link for link in page.links if link.attributes.get("rel") == "next"), None)
        if older is None:
            break
        page = visit.open("list", older.url)
    visit.fail("list", "the message is not in the mailbox")


def check_once(visit: Visit, mailbox: str, subject: str) -> None:
    """On the first page, where the newest stand."""
    page = visit.open("list", mailbox)
    if sum(subject in link.text for link in page.links) > 1:
        visit.fail("list", "the message came twice")


def token(visit: Visit, client: dict[str, Any], **form: str) -> dict[str, str]:
    headers = {"Authorization": basic(client["clientId"], client["clientSecret"])}
    answer = visit.call("token", "POST", client["tokenUrl"], {"grant_type": "client_credentials", **form}, headers, as_form=True)
    return {"Authorization": f"Bearer {answer['access_token']}"}


def send(visit: Visit, client: dict[str, Any], sender: dict[str, str]) -> str:
    message = {
        "recipient": CITIZEN,
        "subject": dict.fromkeys(LANGUAGES, "Uw aanvraag"),
        "bodyMainContent": True,
        "bodyContent": dict.fromkeys(LANGUAGES, "Uw aanvraag is goedgekeurd. De beslissing zit erbij."),
        "replyAuthorized": False,
        "attachments": [{"httpPartName": "upfile1", "mainContent": False}],
    }
    return publish(visit, client, sender, message, ("besluit.pdf", LETTER))


def publish(visit: Visit, client: dict[str, Any], sender: dict[str, str], message: dict[str, Any], file: tuple[str, bytes]) -> str:
    """The id of a message with one file, `upfile1`."""
    kind, body = write_parts({"messageToPublish": message}, {"upfile1": file})
    answer = visit.call("publish", "POST", f"{client['registryUrl']}/publishMessage", body, {**sender, **kind})
    message_id: str = answer["messageId"]
    return message_id


def write_parts(told: dict[str, Any], files: dict[str, tuple[str, bytes]]) -> tuple[dict[str, str], bytes]:
    """(headers, body) of a multipart request: files first, then JSON. `files` is the name of a part to file name and PDF."""
    heads = [(f'name="{part}"; filename="{name}"\r\nContent-Type: application/pdf', data) for part, (name, data) in files.items()]
    heads += [(f'name="{part}"\r\nContent-Type: application/json', json.dumps(value).encode()) for part, value in told.items()]
    body = b"".join(
        b"--%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (BOUNDARY.encode(), head.encode(), data) for head, data in heads
    )
    return {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}, body + f"--{BOUNDARY}--\r\n".encode()


def read(visit: Visit, client: dict[str, Any], message_id: str) -> None:
    """As the citizen: the list, then the message itself."""
    reader = token(visit, client, on_behalf_of=CITIZEN["eboxIdValue"])
    box = client["registryUrl"].replace("/enterprise/", "/citizen/")
    found = visit.call("list", "GET", f"{box}/ebox/messages?pageSize=10", headers=reader)["items"]
    if message_id not in {item["messageId"] for item in found}:
        visit.fail("list", "the message is not in the box")
    visit.call("open", "GET", f"{box}/ebox/messages/{message_id}/body", headers=reader)


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


journeys = {"adopt-and-send": adopt_and_send, "adopt-and-notify": adopt_and_notify}


class Municipality(VirtualPerson):
    journeys = journeys
