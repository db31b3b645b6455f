import http from 'node:http';
import { json } from 'node:stream/consumers';
import type { Worker } from '../engine';

const TIMEOUT_MS = 5000;

/**
 * The containers in which a project's LocalStack runs functions. They are found and ended by the daemon's HTTP API, since
 * the fault proxy, in a container itself, has no docker command: https://docs.docker.com/reference/api/engine/
 */
export class FunctionContainers {
  /** @param host the daemon's address, such as `unix:///var/run/docker.sock` or `tcp://127.0.0.1:2375` */
  constructor(
    private readonly host: string,
    private readonly project: string,
  ) {}

  /** Those that run a function, idle ones as well. @param functionName its whole name */
  async of(functionName: string): Promise<Worker[]> {
    const filters = {
      label: [`sluice.project=${this.project}`],
      // LocalStack names them <its own name>-lambda-<the function's>-<id>.
      name: [`-lambda-${functionName}-`],
      status: ['running'],
    };
    const query = encodeURIComponent(JSON.stringify(filters));
    const response = await this.ask('GET', `/containers/json?filters=${query}`);
    const containers = (await json(response)) as { Id: string }[];
    return containers.map(({ Id }) => ({ id: Id, kill: () => this.kill(Id) }));
  }

  private async kill(id: string): Promise<boolean> {
    const response = await this.ask('POST', `/containers/${id}/kill?signal=SIGKILL`);
    response.resume();
    return response.statusCode === 204;
  }

  private ask(method: string, path: string): Promise<http.IncomingMessage> {
    const [, socketPath] = /^unix:\/\/(.+)$/.exec(this.host) ?? [];
    const { hostname, port } = new URL(socketPath ? 'http://localhost' : this.host.replace(/^tcp:/, 'http:'));
    const where = socketPath ? { socketPath } : { hostname, port };
    return new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      http
        .request({ ...where, method, path, signal }, resolve)
        .on('error', reject)
        .end();
    });
  }
}
