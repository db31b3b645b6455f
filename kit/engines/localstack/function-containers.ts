import http from 'node:http';
import { text } from 'node:stream/consumers';
import type { Worker } from '../engine';

const TIMEOUT_MS = 5000;
/**
 * Ends the function's own process, and fails when there is no such process. Removing the container is not an
 * alternative: LocalStack does not notice, and waits 905 s for an answer.
 */
const KILL_NODE = `killed=1
for process in /proc/[0-9]*; do
  if [ "$(readlink $process/exe)" = /var/lang/bin/node ]; then kill -9 "\${process#/proc/}" && killed=0; fi
done
exit $killed`;

/**
 * The containers in which a project's LocalStack runs functions. Uses the daemon's HTTP API, because the fault proxy,
 * itself in a container, has no docker command: https://docs.docker.com/reference/api/engine/
 */
export class FunctionContainers {
  /** @param host the daemon's address, such as `unix:///var/run/docker.sock` or `tcp://127.0.0.1:2375` */
  constructor(
    private readonly host: string,
    private readonly project: string,
  ) {}

  /**
   * Returns the containers that run a function, including idle ones.
   * @param functionName the function's full name
   */
  async of(functionName: string): Promise<Worker[]> {
    const filters = {
      label: [`sluice.project=${this.project}`],
      // LocalStack names them <its own name>-lambda-<the function's>-<id>.
      name: [`-lambda-${functionName}-`],
      status: ['running'],
    };
    const query = encodeURIComponent(JSON.stringify(filters));
    const containers = await this.ask<{ Id: string }[]>('GET', `/containers/json?filters=${query}`);
    return containers.map(({ Id }) => ({ id: Id, kill: () => this.kill(Id) }));
  }

  private async kill(id: string): Promise<boolean> {
    const Cmd = ['/bin/sh', '-c', KILL_NODE];
    const { Id } = await this.ask<{ Id: string }>('POST', `/containers/${id}/exec`, {
      Cmd,
      AttachStdout: true,
    });
    await this.send('POST', `/exec/${Id}/start`, { Detach: false });
    return (await this.ask<{ ExitCode: number }>('GET', `/exec/${Id}/json`)).ExitCode === 0;
  }

  private async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    return JSON.parse(await this.send(method, path, body)) as T;
  }

  /** Calls the daemon. @throws Error with the daemon's answer when it refuses */
  private send(method: string, path: string, body?: unknown): Promise<string> {
    const [, socketPath] = /^unix:\/\/(.+)$/.exec(this.host) ?? [];
    const { hostname, port } = new URL(socketPath ? 'http://localhost' : this.host.replace(/^tcp:/, 'http:'));
    const where = socketPath ? { socketPath } : { hostname, port };
    const headers = { 'content-type': 'application/json' };
    const options = { ...where, method, path, headers, signal: AbortSignal.timeout(TIMEOUT_MS) };
    return new Promise((resolve, reject) => {
      const answered = async (response: http.IncomingMessage) => {
        const said = await text(response);
        if ((response.statusCode ?? 500) < 300) return said;
        throw new Error(`Docker answered ${response.statusCode} to ${method} ${path}: ${said}`);
      };
      const request = http.request(options, (response) => answered(response).then(resolve, reject));
      request.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}
