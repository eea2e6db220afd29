// Prints every message, field and enum of the official API as JSON: { messages: { name: { field: [number, type, repeated, oneof] } }, enums: { name: { value: number } }, methods: { service/method: [request, response] } }.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const loaded = require('@temporalio/proto/protos/json-module.js');
const root = loaded.default ?? loaded;
root.resolveAll();

const messages = {};
const enums = {};
const methods = {};
const nameOf = (type) => type.fullName.slice(1);

function visit(namespace) {
  for (const item of namespace.nestedArray ?? []) {
    if (item.fieldsArray) {
      messages[nameOf(item)] = Object.fromEntries(
        item.fieldsArray.map((field) => [
          field.protoName ?? field.options?.protoName ?? field.name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
          {
            number: field.id,
            type: (field.map ? `map<${field.keyType},` : '') + (field.resolvedType ? nameOf(field.resolvedType) : field.type) + (field.map ? '>' : ''),
            repeated: field.repeated,
          },
        ]),
      );
    } else if (item.values) {
      enums[nameOf(item)] = item.values;
    } else if (item.methodsArray) {
      for (const method of item.methodsArray) {
        method.resolve();
        methods[`${nameOf(item)}/${method.name}`] = [nameOf(method.resolvedRequestType), nameOf(method.resolvedResponseType)];
      }
    }
    visit(item);
  }
}

visit(root);
process.stdout.write(JSON.stringify({ messages, enums, methods }));
