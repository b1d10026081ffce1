import { Kind, parse } from 'graphql';

/**
 * The operation to run. GraphiQL learns it a moment after the text changes, so just after a
 * change of tabs it still has the last one's; a name that the text does not have is left out.
 */
export function operationNameIn(query: string, name: string | null | undefined): string | undefined {
  const names = namesIn(query);
  if (names === null || (name && names.includes(name))) return name ?? undefined;
  return names.length === 1 ? names[0] : undefined;
}

/** The names of a text's operations; null when it is not GraphQL, which the router says better. */
function namesIn(query: string): string[] | null {
  try {
    return parse(query).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.name ? [definition.name.value] : [],
    );
  } catch {
    return null;
  }
}
