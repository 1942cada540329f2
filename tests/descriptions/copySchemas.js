// Copies into the OpenAPI document the schemas that it shares with the AsyncAPI document, which is where they are kept.
// `npm run copy-schemas` after a change of docs/asyncapi.yaml; a test says when that was forgotten.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { asyncapi, openapi } from './documents.js';

const own = ['Accepted', 'AgentSummary', 'Health', 'Request', 'Event', 'FirehoseAnswer', 'ContactEventsAnswer', 'SetAsideRecord'];

/** The OpenAPI document with every schema that it names, its own ones first. */
export function withSharedSchemas() {
  const schemas = Object.fromEntries(own.map((name) => [name, openapi.components.schemas[name]]));
  const document = { ...openapi, components: { ...openapi.components, schemas } };
  const open = namesIn(document);
  while (open.length > 0) {
    const name = open.shift();
    if (schemas[name]) continue;
    schemas[name] = asyncapi.components.schemas[name];
    open.push(...namesIn(schemas[name]));
  }
  return document;
}

function namesIn(part) {
  return [...JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(new URL('../../src/CallActors.Edge/openapi.json', import.meta.url), `${JSON.stringify(withSharedSchemas(), null, 2)}\n`);
}
