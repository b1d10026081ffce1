import { Fragment, type CSSProperties, type ReactNode } from 'react';
import type { PlanStep } from '../plan';
import { FetchCard } from './FetchCard';

/** A step of a plan with all that is below it. */
export function PlanTree({ step }: { step: PlanStep }) {
  switch (step.kind) {
    case 'Fetch':
      return <FetchCard step={step} />;
    case 'Sequence':
      return <Group title="Sequence" note="one after another" steps={step.steps} ordered />;
    case 'Parallel':
      return <Group title="Parallel" note="at the same time" steps={step.steps} />;
    case 'Flatten':
      return (
        <Branch title="Flatten" note={<Path path={step.path} />}>
          <Leaf step={step.step} />
        </Branch>
      );
    case 'Condition':
      return <ConditionBranch {...step} />;
    case 'Defer':
      return <DeferBranch {...step} />;
    case 'Subscription':
      return (
        <Branch title="Subscription" note="then, for each event:">
          <Leaf step={step.primary} />
          <Leaf step={step.rest} />
        </Branch>
      );
    case 'Unknown':
      return <Branch title={step.name || 'A step without a name'} note="not known to this page" />;
  }
}

/** A path that may go on below after any of its dots. */
function Path({ path }: { path: string }) {
  return (
    <code>
      {path.split('.').map((name, index) => (
        <Fragment key={index}>
          {index > 0 && '.'}
          <wbr />
          {name}
        </Fragment>
      ))}
    </code>
  );
}

function Leaf({ step }: { step: PlanStep | null }) {
  return step ? <PlanTree step={step} /> : null;
}

function Branch({ title, note, children }: { title: string; note: ReactNode; children?: ReactNode }) {
  return (
    <div className="plan-branch">
      <div className="plan-step">
        <strong>{title}</strong> <span className="plan-note">{note}</span>
      </div>
      <div className="plan-inner">{children}</div>
    </div>
  );
}

type GroupProps = { title: string; note: string; steps: PlanStep[]; ordered?: boolean };

function Group({ title, note, steps, ordered = false }: GroupProps) {
  const items = steps.map((step, index) => (
    <li key={index} style={{ '--step': index + 1 } as CSSProperties}>
      <PlanTree step={step} />
    </li>
  ));
  return (
    <Branch title={title} note={note}>
      {ordered ? <ol className="plan-list">{items}</ol> : <ul className="plan-list">{items}</ul>}
    </Branch>
  );
}

function ConditionBranch({ condition, then, otherwise }: Extract<PlanStep, { kind: 'Condition' }>) {
  return (
    <>
      {then && (
        <Branch title="If" note={<code>${condition}</code>}>
          <PlanTree step={then} />
        </Branch>
      )}
      {otherwise && (
        <Branch title="Unless" note={<code>${condition}</code>}>
          <PlanTree step={otherwise} />
        </Branch>
      )}
    </>
  );
}

function DeferBranch({ primary, deferred }: Extract<PlanStep, { kind: 'Defer' }>) {
  return (
    <Branch title="Defer" note="first this, the rest when it is there">
      <Leaf step={primary} />
      {deferred.map((part, index) => (
        <Branch key={index} title="Deferred" note={part.label}>
          <Leaf step={part.step} />
        </Branch>
      ))}
    </Branch>
  );
}
