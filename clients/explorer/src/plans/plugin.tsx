import type { GraphiQLPlugin } from '@graphiql/react';
import { PlanPane } from './PlanPane';

/** A trunk that forks: one operation, several fetches. */
function PlanIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
      <path d="M12 7v4m0 0H6v4m6-4h6v4" />
      <circle cx="12" cy="4.5" r="2.5" />
      <circle cx="6" cy="17.5" r="2.5" />
      <circle cx="18" cy="17.5" r="2.5" />
    </svg>
  );
}

/** The pane that draws how the router answered. */
export const PLAN_PLUGIN: GraphiQLPlugin = { title: 'Query plan', icon: PlanIcon, content: PlanPane };
