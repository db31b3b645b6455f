import { allEngines, placeOf } from '../engines/choose';
import { allowedOriginIn } from '../engines/loopback/refusal';
import { ROOT } from '../session';
import { killWorkers } from './kill';
import { FaultProxy } from './proxy';

// The proxy as a process in the background: kit/faults/background.ts starts it.
const { FAULTS_PORT, FAULTS_TARGET = '', FAULTS_ENGINE } = process.env;
const engine = allEngines(placeOf(ROOT)).find(({ name }) => name === FAULTS_ENGINE);
FaultProxy.listen({
  port: Number(FAULTS_PORT),
  target: FAULTS_TARGET,
  allowedOrigin: allowedOriginIn(process.env),
  log: say,
  kill: async (call) => engine && killWorkers(engine, `sluice-${call.stage}-${call.function}`),
}).then(({ endpoint }) => say(`${endpoint} before ${FAULTS_TARGET}`));

function say(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
}
