// Reads one JSON document a line and prints, for each, the list of what is wrong with it: {"kind": "message" | "view", "sent": …}.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';

const schema = createGenerator({ path: 'sent.ts', type: '*', skipTypeCheck: true, additionalProperties: false }).createSchema('*');
const ajv = new Ajv({ strict: false, allErrors: true }).addSchema(schema, 'slack');
const validators = { message: ajv.compile({ $ref: 'slack#/definitions/SentMessage' }), view: ajv.compile({ $ref: 'slack#/definitions/SentView' }) };

for (const line of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const { kind, sent } = JSON.parse(line);
  const validate = validators[kind];
  const errors = validate(sent) ? [] : validate.errors.map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
  console.log(JSON.stringify(errors));
}
