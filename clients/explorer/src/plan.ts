/** One request of the router to one subgraph. */
export type FetchStep = {
  kind: 'Fetch';
  service: string;
  operation: string;
  operationKind: string;
  variables: string[];
  /** What it needs of entities found before, as one line each, for instance `Product { id weightGrams }`. */
  requires: string[];
};

/** A step of a query plan, read from the router's JSON. */
export type PlanStep =
  | FetchStep
  | { kind: 'Sequence' | 'Parallel'; steps: PlanStep[] }
  | { kind: 'Flatten'; path: string; step: PlanStep | null }
  | { kind: 'Condition'; condition: string; then: PlanStep | null; otherwise: PlanStep | null }
  | { kind: 'Defer'; primary: PlanStep | null; deferred: { label: string; step: PlanStep | null }[] }
  | { kind: 'Subscription'; primary: PlanStep | null; rest: PlanStep | null }
  | { kind: 'Unknown'; name: string };

/** How the router answers one operation; without a root step when it asks no subgraph. */
export type QueryPlan = { root: PlanStep | null };

/** What a plan costs. */
export type PlanSummary = {
  fetches: number;
  /** The most fetches that wait for one another. */
  serialDepth: number;
  /** In the order of their first fetch. */
  services: string[];
};

type Json = Record<string, unknown>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The plan inside an answer's `extensions`; null when the router told none. */
export function readPlan(extensions: unknown): QueryPlan | null {
  const told = isJson(extensions) ? extensions['apolloQueryPlan'] : null;
  const plan = isJson(told) ? told['object'] : null;
  return isJson(plan) && plan['kind'] === 'QueryPlan' ? { root: readStep(plan['node']) } : null;
}

function readStep(value: unknown): PlanStep | null {
  if (!isJson(value)) return null;
  switch (value['kind']) {
    case 'Fetch':
      return readFetch(value);
    case 'Sequence':
    case 'Parallel':
      return { kind: value['kind'], steps: list(value['nodes']).map(readStep).filter((step) => step !== null) };
    case 'Flatten':
      return { kind: 'Flatten', path: list(value['path']).join('.'), step: readStep(value['node']) };
    case 'Condition':
      return {
        kind: 'Condition',
        condition: text(value['condition']),
        then: readStep(value['ifClause']),
        otherwise: readStep(value['elseClause']),
      };
    case 'Defer':
      return readDefer(value);
    case 'Subscription':
      return { kind: 'Subscription', primary: readSource(value['primary']), rest: readStep(value['rest']) };
    default:
      return { kind: 'Unknown', name: text(value['kind']) };
  }
}

function readFetch(value: Json): FetchStep {
  return {
    kind: 'Fetch',
    service: text(value['serviceName']),
    operation: text(value['operation']),
    operationKind: text(value['operationKind']) || 'query',
    variables: list(value['variableUsages']).map(String),
    requires: list(value['requires']).map(selectionText),
  };
}

function readDefer(value: Json): PlanStep {
  const { primary, deferred } = value;
  return {
    kind: 'Defer',
    primary: isJson(primary) ? readStep(primary['node']) : null,
    deferred: list(deferred)
      .filter(isJson)
      .map((part) => ({ label: text(part['label']), step: readStep(part['node']) })),
  };
}

/** A subscription's first step is a fetch that does not say so. */
function readSource(value: unknown): PlanStep | null {
  return isJson(value) ? readFetch(value) : null;
}

/** One line for a selection that a fetch requires. */
function selectionText(value: unknown): string {
  if (!isJson(value)) return '';
  const inner = list(value['selections']).map(selectionText).join(' ');
  const name = value['kind'] === 'InlineFragment' ? text(value['typeCondition']) : text(value['name']);
  return inner ? `${name} { ${inner} }` : name;
}

const NOTHING: PlanSummary = { fetches: 0, serialDepth: 0, services: [] };

/** Counts the fetches of a plan; of a condition's branches the larger counts, as only one runs. */
export function summarize(step: PlanStep | null): PlanSummary {
  switch (step?.kind) {
    case 'Fetch':
      return { fetches: 1, serialDepth: 1, services: [step.service] };
    case 'Sequence':
      return afterOneAnother(step.steps.map(summarize));
    case 'Parallel':
      return together(step.steps.map(summarize));
    case 'Flatten':
      return summarize(step.step);
    case 'Condition':
      return eitherOr(summarize(step.then), summarize(step.otherwise));
    case 'Defer':
      return afterOneAnother([summarize(step.primary), together(step.deferred.map((part) => summarize(part.step)))]);
    case 'Subscription':
      return afterOneAnother([summarize(step.primary), summarize(step.rest)]);
    default:
      return NOTHING;
  }
}

const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);
const allServices = (parts: PlanSummary[]): string[] => [...new Set(parts.flatMap((part) => part.services))];

function afterOneAnother(parts: PlanSummary[]): PlanSummary {
  return {
    fetches: sum(parts.map((part) => part.fetches)),
    serialDepth: sum(parts.map((part) => part.serialDepth)),
    services: allServices(parts),
  };
}

function together(parts: PlanSummary[]): PlanSummary {
  return { ...afterOneAnother(parts), serialDepth: Math.max(0, ...parts.map((part) => part.serialDepth)) };
}

function eitherOr(one: PlanSummary, other: PlanSummary): PlanSummary {
  return { ...together([one, other]), fetches: Math.max(one.fetches, other.fetches) };
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 'es'}`;

/** One line for people: "3 fetches · serial depth 2 · users, orders, products". */
export function headline(plan: QueryPlan): string {
  const { fetches, serialDepth, services } = summarize(plan.root);
  if (fetches === 0) return 'No fetch: the router answers by itself';
  return [plural(fetches, 'fetch'), `serial depth ${serialDepth}`, services.join(', ')].join(' · ');
}
