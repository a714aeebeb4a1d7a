// What the official Node.js client lacks of operations and parameters.
//
// Usage: node sample_names.js MODULES PACKAGE OPERATIONS, a JSON object of actions with the names of their parameters
//
// Prints a JSON array of `Operation` and `Operation.Parameter`, sorted.

const [modules, name, operations] = process.argv.slice(2);
const { createRequire } = require('module');
const models = createRequire(modules + '/')(name);

const lacks = [];
for (const [action, parameters] of Object.entries(JSON.parse(operations))) {
  const request = models[`${action}Request`];
  const known = request ? Object.values(request.names()) : [];
  if (!request) lacks.push(action);
  else lacks.push(...parameters.filter((one) => !known.includes(one)).map((one) => `${action}.${one}`));
}
console.log(JSON.stringify(lacks.sort()));
