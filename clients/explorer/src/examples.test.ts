/** The examples are operations of the graph as it is committed. */
import { readFileSync } from 'node:fs';
import { buildSchema, getVariableValues, parse, validate, type OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { EXAMPLES } from './examples';

const schema = buildSchema(readFileSync(new URL('../../../router/api.graphql', import.meta.url), 'utf8'));

describe.each(EXAMPLES)('$name', ({ name, query, variables }) => {
  const document = parse(query);
  const operation = document.definitions[0] as OperationDefinitionNode;

  it('is one operation with the name of its tab', () => {
    expect(document.definitions).toHaveLength(1);
    expect(operation.name?.value).toBe(name);
  });

  it('is valid in the graph', () => {
    expect(validate(schema, document)).toEqual([]);
  });

  it('has variables the graph accepts', () => {
    const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
    expect(errors).toBeUndefined();
  });

  it('says in a comment what to see, in lines that fit a narrow pane', () => {
    const comments = query.split('\n').filter((line) => line.startsWith('#'));
    expect(comments.length).toBeGreaterThan(3);
    for (const line of comments) expect(line.length).toBeLessThanOrEqual(52);
  });
});
