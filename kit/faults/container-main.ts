import { FunctionContainers } from '../engines/localstack/function-containers';
import { allowedOriginIn } from '../engines/loopback/refusal';
import { SERVICE } from './control';
import { killAll } from './kill';
import { FaultProxy } from './proxy';

// The proxy in a container: kit/faults/container.ts starts it.
const { FAULTS_TARGET = '', FAULTS_PROJECT = '' } = process.env;
const functions = new FunctionContainers('unix:///var/run/docker.sock', FAULTS_PROJECT);
FaultProxy.listen({
  ...{ address: '0.0.0.0', port: SERVICE.port, serviceName: SERVICE.name },
  target: FAULTS_TARGET,
  allowedOrigin: allowedOriginIn(process.env),
  log: (line) => console.log(line),
  kill: async (call) => killAll(await functions.of(`sluice-${call.stage}-${call.function}`)),
});
