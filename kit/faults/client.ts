import { waitFor } from '../engines/health';
import { KitError, type Problem } from '../errors';
import type { CallReport } from './calls';
import { CALLS_PATH, PACE_PATH, RULES_PATH, type State } from './control';
import type { RuleInput } from './rule';
import type { ActiveRule, Struck } from './rules';

/** Controls a proxy from another process; control.ts documents the HTTP interface. */
export class FaultControl {
  /**
   * @param endpoint the proxy's address for this process
   * @param forFunctions the address to which functions send their calls
   */
  constructor(
    readonly endpoint: string,
    readonly forFunctions = endpoint,
  ) {}

  state(): Promise<State> {
    return this.ask('GET', RULES_PATH);
  }

  /** Returns the rules about calls of a stage's functions, or of any stage's. */
  async rules(stage: string): Promise<readonly ActiveRule[]> {
    return (await this.state()).rules.filter((rule) => (rule.stage ?? stage) === stage);
  }

  /** Sets a rule. @throws KitError `BAD_FAULT` */
  set(rule: RuleInput): Promise<ActiveRule> {
    return this.ask('POST', RULES_PATH, rule);
  }

  /** Delays each call of a stage's functions by `ms`; 0 ends that. @throws KitError `BAD_PACE` */
  async slowDown(stage: string, ms: number): Promise<void> {
    await this.ask('POST', PACE_PATH, { stage, ms });
  }

  /**
   * Yields a report for each beginning and each end of a function's call, until the signal is aborted.
   * @throws when the proxy cannot be reached or ends
   */
  async *follow(signal: AbortSignal): AsyncGenerator<CallReport> {
    const { body } = await fetch(`${this.endpoint}${CALLS_PATH}`, { signal });
    let rest = '';
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as CallReport;
    }
  }

  /** Clears a rule, or all. */
  async clear(id?: string): Promise<void> {
    await this.ask('DELETE', id ? `${RULES_PATH}/${id}` : RULES_PATH);
  }

  /** Returns how many calls a rule has hit; 0 once the rule is cleared. */
  async hits(id: string): Promise<number> {
    return (await this.state()).rules.find((rule) => rule.id === id)?.hits ?? 0;
  }

  /** Returns the first 100 calls that a rule has hit; none once the rule is cleared. */
  async struck(id: string): Promise<readonly Struck[]> {
    return (await this.state()).rules.find((rule) => rule.id === id)?.calls ?? [];
  }

  /**
   * Waits until a rule has hit `hits` calls.
   * @throws KitError `FAULT_NOT_HIT` after `deadlineMs`, with what the rule has seen
   */
  async waitForHits(id: string, hits: number, deadlineMs = 90_000): Promise<void> {
    const enough = async () => ((await this.hits(id)) >= hits ? true : undefined);
    if (await waitFor(enough, deadlineMs)) return;
    const state = JSON.stringify(await this.state());
    throw new KitError('FAULT_NOT_HIT', { hits, ms: deadlineMs, state });
  }

  /** Returns `1` when a proxy answers, otherwise undefined. */
  version(): Promise<string | undefined> {
    return this.state().then(
      ({ rules }) => (Array.isArray(rules) ? '1' : undefined),
      () => undefined,
    );
  }

  private async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.endpoint}${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
      signal: AbortSignal.timeout(5000),
    });
    const said = await answer.json();
    if (!answer.ok) throw new KitError(said as Problem);
    return said as T;
  }
}
