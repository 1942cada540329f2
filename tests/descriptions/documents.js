import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

const root = new URL('../../', import.meta.url);

export const read = (path) => readFileSync(new URL(path, root), 'utf8');

export const asyncapi = parse(read('docs/asyncapi.yaml'));
export const openapi = JSON.parse(read('src/CallActors.Edge/openapi.json'));

// Strict, so that a keyword which is misspelt or unknown is an error and not passed over.
const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true });
addFormats(ajv);
ajv.addKeyword('components');
for (const [name, document] of Object.entries({ asyncapi, openapi })) {
  ajv.addSchema({ $id: name, components: { schemas: document.components.schemas } });
}

/** What is wrong with a value by a schema of the AsyncAPI document (or of the OpenAPI one), one line each; empty where it fits. */
export function faults(schemaName, value, document = 'asyncapi') {
  const validate = ajv.getSchema(`${document}#/components/schemas/${schemaName}`);
  if (!validate) throw new Error(`There is no schema ${schemaName} in the ${document} document.`);
  return validate(value) ? [] : validate.errors.map((error) => `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`);
}

/** A schema of its own, with references into the OpenAPI document. */
export function compileInOpenapi(schema) {
  return ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/')));
}

/** The name of the schema that describes a message of the bus or of the bridge, by what the message says of itself. */
export function schemaOf(message, from) {
  const found = messagesOf(from).find(({ constants }) =>
    Object.entries(constants).every(([member, value]) => message[member] === value));
  if (!found) throw new Error(`No message is described for ${JSON.stringify(message).slice(0, 300)}`);
  return found.schema;
}

const directions = {
  app: 'takeRequest', engine: 'tell', bridge: 'hearBridge', engineToBridge: 'askBridge',
};

/** The messages of one direction: `app`, `engine` (to apps), `bridge` or `engineToBridge`. */
export function messagesOf(from) {
  return asyncapi.operations[directions[from]].messages.map(({ $ref }) => {
    const message = at(asyncapi, at(asyncapi, $ref).$ref);
    const schema = message.payload.$ref.split('/').at(-1);
    return { name: message.name, schema, examples: message.examples ?? [], constants: constantsOf(schema) };
  });
}

/** Follows a local reference. */
export function at(document, reference) {
  const found = reference.replace(/^#\//, '').split('/').reduce((here, name) => here?.[name.replaceAll('~1', '/')], document);
  if (found === undefined) throw new Error(`${reference} names nothing.`);
  return found;
}

// The members that tell messages apart; those of a message with cases are the cases' common ones.
function constantsOf(schemaName) {
  const schema = asyncapi.components.schemas[schemaName];
  if (schema.oneOf) return constantsOf(schema.oneOf[0].$ref.split('/').at(-1));
  return Object.fromEntries(Object.entries(schema.properties)
    .filter(([name, property]) => ['type', 'topic', 'subtopic'].includes(name) && 'const' in property)
    .map(([name, property]) => [name, property.const]));
}
