// Reads what a vault holds with the client library of Inrupt, and says what it got: one line of JSON for each address.
// Arguments: issuer, client id, secret, WebID whose access is looked up (or "-"), addresses of documents.
import { getSolidDataset, getThing, getStringNoLocale, universalAccess } from "@inrupt/solid-client";
import { Session } from "@inrupt/solid-client-authn-node";

const [issuer, clientId, clientSecret, agent, ...documents] = process.argv.slice(2);
const session = new Session();
await session.login({ oidcIssuer: issuer, clientId, clientSecret, tokenType: "DPoP" });
const options = { fetch: session.fetch };
for (const document of documents) {
  const said = { document, webId: session.info.webId };
  try {
    const dataset = await getSolidDataset(document, options);
    const owner = document.replace(/bouwsteen\/.*$/u, "profile/card#me");
    said.value = getStringNoLocale(getThing(dataset, owner), "https://schema.org/email");
  } catch (error) {
    said.status = error.statusCode ?? String(error);
  }
  if (agent !== "-") {
    said.access = await universalAccess.getAgentAccess(document, agent, options);
  }
  console.log(JSON.stringify(said));
}
await session.logout();
