// Reads one JSON document a line and answers each with the list of what is wrong with it: {"kind": "message" | "answer" | "view" | …, "sent": …}.
// Says {"ready": true} first, and ends with its input.
import { createInterface } from 'node:readline';
import Ajv from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';

const schema = createGenerator({ path: 'sent.ts', type: '*', skipTypeCheck: true, additionalProperties: false }).createSchema('*');
const ajv = new Ajv({ strict: false, allErrors: true }).addSchema(schema, 'slack');
const types = { message: 'SentMessage', answer: 'SentAnswer', view: 'SentView', viewErrors: 'SentViewErrors' };
const validators = Object.fromEntries(Object.entries(types).map(([kind, type]) => [kind, ajv.compile({ $ref: `slack#/definitions/${type}` })]));

console.log('{"ready":true}');
for await (const line of createInterface({ input: process.stdin })) {
  const { kind, sent } = JSON.parse(line);
  const validate = validators[kind];
  const errors = validate(sent) ? [] : validate.errors.map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
  console.log(JSON.stringify(errors));
}
